//! Sorting.

use alloc::vec::Vec;
use core::mem;

/// Sorts by what comes before what; equals stay in their order.
///
/// What is sorted here was found in ascending order by each of a few rules, so there are a few runs to be merged.
/// The sort of the standard library is ten times as large, in a module that a page loads.
pub(crate) fn sort<T: Copy>(items: &mut Vec<T>, is_before: fn(&T, &T) -> bool) {
    let mut merged = Vec::new();
    while run(items, is_before) < items.len() {
        merged.reserve(items.len());
        let mut rest = items.as_slice();
        while !rest.is_empty() {
            let (one, others) = rest.split_at(run(rest, is_before));
            let (other, after) = others.split_at(run(others, is_before));
            merge(one, other, is_before, &mut merged);
            rest = after;
        }
        mem::swap(items, &mut merged);
        merged.clear();
    }
}

/// How many items at the front are in order.
fn run<T>(items: &[T], is_before: fn(&T, &T) -> bool) -> usize {
    let mut pairs = items.iter().zip(items.iter().skip(1));
    pairs.position(|(one, next)| is_before(next, one)).map_or(items.len(), |at| at + 1)
}

/// Appends two runs as one.
fn merge<T: Copy>(mut one: &[T], mut other: &[T], is_before: fn(&T, &T) -> bool, merged: &mut Vec<T>) {
    while let ([first, after @ ..], [second, rest @ ..]) = (one, other) {
        if is_before(second, first) {
            merged.push(*second);
            other = rest;
        } else {
            merged.push(*first);
            one = after;
        }
    }
    merged.extend_from_slice(one);
    merged.extend_from_slice(other);
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::sort;

    proptest! {
        #[test]
        fn the_order_is_that_of_the_standard_library(keys in prop::collection::vec(0..9_u8, 0..60)) {
            let mut items: Vec<(u8, usize)> = keys.into_iter().zip(0..).collect();
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| *key);
            sort(&mut items, |one, other| one.0 < other.0);
            prop_assert_eq!(items, expected);
        }
    }
}
