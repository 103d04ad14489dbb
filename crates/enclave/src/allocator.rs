//! An allocator that wipes what is given back.

use core::alloc::{GlobalAlloc, Layout};
use std::alloc::System;

use zeroize::Zeroize as _;

/// Wipes each block before it is freed, also when it grows: for binaries that hold PHI.
///
/// Libraries copy what they parse, and free the copies without wiping them. Together with the kernel's
/// `init_on_free=1`, this leaves nothing of a request in memory.
///
/// ```
/// #[global_allocator]
/// static ALLOCATOR: phiward_enclave::ZeroizingAllocator = phiward_enclave::ZeroizingAllocator;
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct ZeroizingAllocator;

#[allow(unsafe_code, reason = "an allocator is unsafe by its trait")]
// SAFETY: every call is passed on to the system's allocator with the layout that it came with; a block is written
// to only while it is ours.
unsafe impl GlobalAlloc for ZeroizingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promises are those that `System` asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the block is `layout.size()` bytes long, and the caller has given it up.
        unsafe {
            core::slice::from_raw_parts_mut(block, layout.size()).zeroize();
            System.dealloc(block, layout);
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // The system would move the block and free the old one with its content.
        // SAFETY: the caller promises that `new_size`, rounded up to the alignment, fits `isize`.
        let new_layout = unsafe { Layout::from_size_align_unchecked(new_size, layout.align()) };
        // SAFETY: the new size is not zero, by the caller's promise; both blocks are as long as what is copied.
        unsafe {
            let new_block = self.alloc(new_layout);
            if !new_block.is_null() {
                core::ptr::copy_nonoverlapping(block, new_block, layout.size().min(new_size));
                self.dealloc(block, layout);
            }
            new_block
        }
    }
}
