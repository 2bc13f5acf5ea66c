//! The place that a resident's page is about, with what its head shows.

use lianxin_access::Org;
use lianxin_orgs::Tree;
use lianxin_web::{Page, PagePlace};

/// 官庄街道·大青山工作区: what stands above a place, the town first.
pub(crate) fn above_words(tree: &Tree, place: &Org, zh: bool) -> String {
    let mut above = tree.above(place.id);
    above.retain(|org| org.id != place.id && org.kind != "district");
    above.reverse();
    let words: Vec<&str> = above.into_iter().map(|org| org.short(zh)).collect();
    words.join(if zh { "·" } else { ", " })
}

/// A page whose head names the place.
pub(crate) fn at(page: Page, tree: &Tree, place: Option<&Org>) -> Page {
    let Some(place) = place else { return page };
    let zh = page.is_zh();
    let place = PagePlace { name: place.short(zh).to_owned(), parents: above_words(tree, place, zh) };
    page.at(place)
}
