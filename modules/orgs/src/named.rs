//! The place that somebody's words name, for other programs that know no codes.

use lianxin_access::Org;

use crate::Tree;

/// The smallest place below `own` whose name the words hold: a village, else a town. Two villages of one name are told
/// apart by their town; if the words do not name it, neither is taken.
pub fn place_named<'a>(tree: &'a Tree, own: &Org, words: &str) -> Option<&'a Org> {
    let words = words.to_lowercase();
    let places = tree.below(own.id);
    let holds = |org: &&Org| org.is_place() && names(org).any(|name| words.contains(&name));
    let of = |kind: &'static str| places.iter().copied().filter(move |org| org.kind == kind).filter(holds);
    let towns: Vec<&Org> = of("town").collect();
    let mut villages: Vec<&Org> = of("village").collect();
    if !towns.is_empty() {
        villages.retain(|village| towns.iter().any(|town| tree.is_within(village.id, town.id)));
    }
    // 西王家庄 holds 王家庄: the longer name is meant.
    let longest = villages.iter().map(|org| org.short_zh.chars().count()).max();
    villages.retain(|org| Some(org.short_zh.chars().count()) == longest);
    match (&villages[..], &towns[..]) {
        ([village], _) => Some(village),
        (_, [town]) => Some(town),
        _ => None,
    }
}

/// The names by which people write a place, in small letters. One character alone says nothing.
fn names(org: &Org) -> impl Iterator<Item = String> {
    let all = [&org.name_zh, &org.short_zh, &org.name_en, &org.short_en].map(|name| name.to_lowercase());
    all.into_iter().filter(|name| name.chars().count() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::add_org::sample;

    /// Two towns; 王家庄 is in both, 西王家庄 in the first.
    fn county() -> Tree {
        let mut orgs = vec![sample("1", "district", "章丘区", None)];
        let root = orgs[0].id;
        for (town, code) in [("官庄街道", "11"), ("普集街道", "12")] {
            orgs.push(sample(code, "town", town, Some(root)));
        }
        let (first, second) = (orgs[1].id, orgs[2].id);
        for (village, code, town) in [
            ("王家庄", "111", first),
            ("西王家庄", "112", first),
            ("王家庄", "121", second),
            ("柳峪村", "113", first),
        ] {
            orgs.push(sample(code, "village", village, Some(town)));
        }
        Tree::new(orgs)
    }

    #[test]
    fn words_name_a_village_only_if_they_name_one() {
        let tree = county();
        let own = tree.root().expect("a district");
        let code =
            |words: &str| place_named(&tree, own, words).map(|org| org.code.clone()).unwrap_or_default();
        assert_eq!(code("柳峪村东头"), "113");
        assert_eq!(code("官庄街道西王家庄村口"), "112");
        assert_eq!(code("普集街道王家庄"), "121");
        assert_eq!(code("王家庄"), "", "there are two");
        assert_eq!(code("官庄街道柳峪水库旁"), "11");
        assert_eq!(code("不知道"), "");
    }
}
