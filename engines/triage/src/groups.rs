//! Texts that are nearly the same, so that copies of one message never sit on both sides of a test.

use crate::features::fold;
use crate::learn::Random;
use std::collections::{HashMap, HashSet};

/// Characters of a shingle, and least share of equal shingles (Jaccard) for two texts to be one group.
const SHINGLE: usize = 5;
const ALIKE: f64 = 0.5;
/// Shingles kept of a text: the smallest hashes (A. Broder, "On the resemblance and containment of
/// documents", 1997), so that a long history fits in memory.
const KEPT: usize = 128;
/// A shingle in more texts than this is a formula of politeness, not a sign of a copy.
const COMMON: usize = 200;

/// One group number for each text; texts with the same number are near-copies, directly or through others.
pub fn near_copies(texts: &[&str]) -> Vec<usize> {
    let sketches: Vec<Vec<u64>> = texts.iter().map(|text| sketch(text)).collect();
    let mut holders: HashMap<u64, Vec<usize>> = HashMap::new();
    for (i, own) in sketches.iter().enumerate() {
        for &shingle in own {
            holders.entry(shingle).or_default().push(i);
        }
    }
    let mut leader: Vec<usize> = (0..texts.len()).collect();
    for (i, own) in sketches.iter().enumerate() {
        let rare = own.iter().filter_map(|shingle| holders.get(shingle)).filter(|all| all.len() <= COMMON);
        let earlier: HashSet<usize> = rare.flatten().copied().filter(|&j| j < i).collect();
        earlier
            .into_iter()
            .filter(|&j| resemblance(own, &sketches[j]) >= ALIKE)
            .for_each(|j| join(&mut leader, i, j));
    }
    (0..texts.len()).map(|i| lead(&leader, i)).collect()
}

/// Deals the groups over `parts` parts by chance; the answer is the part of each text.
pub fn deal(groups: &[usize], parts: usize, seed: u64) -> Vec<usize> {
    let mut order = groups.to_vec();
    order.sort_unstable();
    order.dedup();
    Random(seed).shuffle(&mut order);
    let part: HashMap<usize, usize> =
        order.into_iter().enumerate().map(|(i, group)| (group, i % parts)).collect();
    groups.iter().map(|group| part[group]).collect()
}

fn sketch(text: &str) -> Vec<u64> {
    let chars: Vec<char> = fold(text, usize::MAX).chars.into_iter().filter(|&c| c != ' ').collect();
    let mut all: Vec<u64> = chars.windows(SHINGLE.min(chars.len()).max(1)).map(hash).collect();
    all.sort_unstable();
    all.dedup();
    all.truncate(KEPT);
    all
}

fn hash(shingle: &[char]) -> u64 {
    let fnv = |h: u64, &c: &char| (h ^ u64::from(u32::from(c))).wrapping_mul(0x100_0000_01b3);
    Random(shingle.iter().fold(0xcbf2_9ce4_8422_2325, fnv)).next()
}

/// Estimated Jaccard coefficient: the share held by both among the smallest hashes of either.
fn resemblance(a: &[u64], b: &[u64]) -> f64 {
    let mut either: Vec<u64> = a.iter().chain(b).copied().collect();
    either.sort_unstable();
    either.dedup();
    either.truncate(KEPT);
    let both = either.iter().filter(|hash| a.binary_search(hash).is_ok() && b.binary_search(hash).is_ok());
    both.count() as f64 / either.len().max(1) as f64
}

fn lead(leader: &[usize], mut i: usize) -> usize {
    while leader[i] != i {
        i = leader[i];
    }
    i
}

fn join(leader: &mut [usize], i: usize, j: usize) {
    let (a, b) = (lead(leader, i), lead(leader, j));
    leader[a.max(b)] = a.min(b);
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAMP: &str = "村口的路灯坏了一个多月没有人来修晚上出门摸黑很不安全请尽快派人维修";

    #[test]
    fn a_copy_with_small_changes_is_in_the_same_group() {
        let copy = format!("尊敬的领导：{LAMP}，谢谢！");
        let groups = near_copies(&[LAMP, "小区电梯经常停运老人上下楼困难物业一直不处理", &copy]);
        assert_eq!(groups[0], groups[2]);
        assert_ne!(groups[0], groups[1]);
    }

    #[test]
    fn a_group_is_never_dealt_over_two_parts() {
        let groups: Vec<usize> = (0..100).map(|i| i / 3).collect();
        let parts = deal(&groups, 5, 7);
        assert!(
            groups.iter().zip(&parts).all(|(g, p)| groups.iter().zip(&parts).all(|(h, q)| g != h || p == q))
        );
        assert!((0..5).all(|part| parts.contains(&part)));
    }

    #[test]
    fn empty_texts_are_no_copies_that_break_anything() {
        assert_eq!(near_copies(&["", "。", "路"]).len(), 3);
        assert!(near_copies(&[]).is_empty());
    }
}
