// The contestant of Rayon. It reads lines "CASE THREADS TIMES" and answers each with
// "RESULT NANOSECONDS"; see ../rayon.go.

use rayon::prelude::*;
use std::collections::HashMap;
use std::hint::black_box;
use std::io::{self, BufRead, Write};
use std::time::{Duration, Instant};

fn fib(n: u64) -> u64 {
    if n < 2 {
        return n;
    }
    let (a, b) = rayon::join(|| fib(n - 1), || fib(n - 2));
    a + b
}

struct Node {
    left: Option<Box<Node>>,
    right: Option<Box<Node>>,
    value: u64,
}

fn tree(depth: u32, next: &mut u64) -> Option<Box<Node>> {
    if depth == 0 {
        return None;
    }
    let value = *next;
    *next += 1;
    let left = tree(depth - 1, next);
    let right = tree(depth - 1, next);
    Some(Box::new(Node { left, right, value }))
}

fn sum(n: &Option<Box<Node>>) -> u64 {
    match n {
        None => 0,
        Some(n) => {
            let (a, b) = rayon::join(|| sum(&n.left), || sum(&n.right));
            n.value + a + b
        }
    }
}

fn spin(mut x: u64, turns: u32) -> u64 {
    for _ in 0..turns {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
    }
    x
}

// random is rand.PCG of Go, seeded with 1 and 2: all sort the same numbers.
fn random(n: usize) -> Vec<u64> {
    let (mut hi, mut lo) = (1u64, 2u64);
    (0..n)
        .map(|_| {
            let state = ((hi as u128) << 64 | lo as u128)
                .wrapping_mul(2549297995355413924u128 << 64 | 4865540595714422341u128)
                .wrapping_add(6364136223846793005u128 << 64 | 1442695040888963407u128);
            hi = (state >> 64) as u64;
            lo = state as u64;
            let (mut h, l) = (hi, lo);
            h ^= h >> 32;
            h = h.wrapping_mul(0xda942042e4dd58b5);
            h ^= h >> 48;
            h.wrapping_mul(l | 1)
        })
        .collect()
}

fn timed(times: u32, mut work: impl FnMut() -> u64) -> (u64, Duration) {
    let began = Instant::now();
    let mut result = 0;
    for _ in 0..times {
        result = black_box(work());
    }
    (result, began.elapsed())
}

fn run(case: &str, times: u32) -> Option<(u64, Duration)> {
    let ns = |n: usize| (0..n as u64).map(|i| i + 1).collect::<Vec<u64>>();
    Some(match case {
        "fib" => timed(times, || fib(black_box(32))),
        "fib36" => timed(times, || fib(black_box(36))),
        "tree10" | "tree20" => {
            let t = tree(if case == "tree10" { 10 } else { 20 }, &mut 0);
            timed(times, || sum(black_box(&t)))
        }
        "loop" => {
            let n = 10_000;
            let (xs, mut ys) = (ns(n), vec![0; n]);
            timed(times, || {
                ys.par_iter_mut().zip(&xs).for_each(|(y, x)| *y = spin(*x, 2));
                ys[0].wrapping_add(ys[n - 1])
            })
        }
        "sqrt" => timed(times, || {
            let sum: f64 = (0..10_000_000u64).into_par_iter().map(|i| (i as f64).sqrt()).sum();
            (sum / 1e4).round() as u64
        }),
        "map" => {
            let n = 1_000_000;
            let (xs, mut ys) = (ns(n), vec![0; n]);
            timed(times, || {
                ys.par_iter_mut().zip(&xs).for_each(|(y, x)| *y = spin(*x, 60));
                ys[0].wrapping_add(ys[n / 2]).wrapping_add(ys[n - 1])
            })
        }
        "spawn" => timed(times, || {
            let n = 10_000;
            rayon::scope(|s| {
                for _ in 0..n {
                    s.spawn(|_| {});
                }
            });
            n
        }),
        "sort" => {
            let xs = random(10_000_000);
            let mut ys = xs.clone();
            let mut took = Duration::ZERO;
            for _ in 0..times {
                ys.copy_from_slice(&xs);
                let began = Instant::now();
                ys.par_sort_unstable();
                took += began.elapsed();
            }
            (1 + (ys[ys.len() / 3] >> 1), took)
        }
        _ => return None,
    })
}

fn main() {
    let mut pools = HashMap::new();
    for line in io::stdin().lock().lines() {
        let line = line.expect("cannot read");
        let words: Vec<&str> = line.split_whitespace().collect();
        let number = |i: usize| words.get(i).and_then(|w| w.parse::<u32>().ok());
        let (Some(case), Some(threads), Some(times)) = (words.first(), number(1), number(2)) else {
            eprintln!("want CASE THREADS TIMES, have {:?}", line);
            std::process::exit(1);
        };
        let pool = pools.entry(threads).or_insert_with(|| {
            rayon::ThreadPoolBuilder::new().num_threads(threads as usize).build().expect("cannot make a pool")
        });
        match pool.install(|| run(case, times)) {
            Some((result, took)) => println!("{} {}", result, took.as_nanos()),
            None => {
                eprintln!("there is no case {:?}", case);
                std::process::exit(1);
            }
        }
        io::stdout().flush().expect("cannot write");
    }
}
