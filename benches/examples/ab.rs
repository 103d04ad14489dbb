//! temp
#![allow(missing_docs, clippy::all, clippy::print_stdout, clippy::indexing_slicing, clippy::cast_lossless, reason="temp")]
use std::time::Instant;
use core::hint::black_box;
use phiward_benches::*;
fn batch(f: &mut dyn FnMut(), n: usize) -> f64 { let t = Instant::now(); for _ in 0..n { f(); } t.elapsed().as_nanos() as f64 / n as f64 }
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let rounds: usize = args[1].parse().unwrap();
    for len in args[2].split(',').map(|l| l.parse::<usize>().unwrap()) {
        let p = plaintext(len);
        for op in args[3].split(',') {
            let (a,b,c,d,e) = (Phiward::default(), AesGcm::default(), AwsLc::default(), Xaes::default(), Cobblestone::default());
            let (sa,sb,sc,sd,se) = (a.seal(&p), b.seal(&p), c.seal(&p), d.seal(&p), e.seal(&p));
            let (mut oa, mut ob, mut oc) = (vec![], vec![], vec![]);
            let mut fs: Vec<(&str, Box<dyn FnMut()>)> = match op {
                "seal" => vec![(Phiward::NAME, Box::new(|| drop(black_box(a.seal(black_box(&p)))))), ("aes-gcm", Box::new(|| drop(black_box(b.seal(black_box(&p)))))), ("aws-lc-rs", Box::new(|| drop(black_box(c.seal(black_box(&p)))))), ("xaes", Box::new(|| drop(black_box(d.seal(black_box(&p)))))), ("cobble", Box::new(|| drop(black_box(e.seal(black_box(&p))))))],
                "open" => vec![(Phiward::NAME, Box::new(|| drop(black_box(a.open(black_box(&sa)))))), ("aes-gcm", Box::new(|| drop(black_box(b.open(black_box(&sb)))))), ("aws-lc-rs", Box::new(|| drop(black_box(c.open(black_box(&sc)))))), ("xaes", Box::new(|| drop(black_box(d.open(black_box(&sd)))))), ("cobble", Box::new(|| drop(black_box(e.open(black_box(&se))))))],
                "seal_into" => vec![(Phiward::NAME, Box::new(|| a.seal_into(black_box(&p), &mut oa))), ("aes-gcm", Box::new(|| b.seal_into(black_box(&p), &mut ob))), ("aws-lc-rs", Box::new(|| c.seal_into(black_box(&p), &mut oc)))],
                "open_into" => vec![(Phiward::NAME, Box::new(|| a.open_into(black_box(&sa), &mut oa))), ("aes-gcm", Box::new(|| b.open_into(black_box(&sb), &mut ob))), ("aws-lc-rs", Box::new(|| c.open_into(black_box(&sc), &mut oc)))],
                _ => panic!(),
            };
            let mut ts: Vec<Vec<f64>> = fs.iter().map(|_| vec![]).collect();
            let ns: Vec<usize> = fs.iter_mut().map(|(_, f)| { f(); let t = batch(f.as_mut(), 1); (500_000.0 / t).max(1.0) as usize }).collect();
            for _ in 0..rounds { for (i, (_, f)) in fs.iter_mut().enumerate() { ts[i].push(batch(f.as_mut(), ns[i])); } }
            print!("{op:9} {len:9}:");
            let mut base = (0.0, 0.0);
            for (i, (n, _)) in fs.iter().enumerate() {
                ts[i].sort_by(f64::total_cmp);
                let (min, med) = (ts[i][0], ts[i][ts[i].len()/2]);
                if i == 0 { base = (min, med); }
                print!("  {n} {:.2}us/{:.2}us (x{:.3}/{:.3})", min/1000.0, med/1000.0, min/base.0, med/base.1);
            }
            println!();
        }
    }
}
