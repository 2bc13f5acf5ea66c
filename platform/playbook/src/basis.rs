//! How well a row is known.

use serde::{Deserialize, Serialize};

use crate::Words;
use crate::codes::codes;

codes! {
    /// Mark of how a fact was checked.
    Mark {
        Verified = "V", "已核对文件原文或由计算得出", "Checked against the text of a named document, or computed";
        Summary = "S", "依据公开摘要或数据", "Checked against a published summary or data";
        Article = "A", "依据本地报道", "From the local articles";
        Drafted = "U", "按通行做法起草，未核实", "Drafted from common practice, unverified";
    }
}

/// The mark of a row and its note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    pub mark: Mark,
    /// What the mark rests on; may be empty.
    pub note: Words,
}

impl Basis {
    /// `cell` is a mark and an optional note after a space, as in `U drafted from common practice`.
    pub(crate) fn parse(cell: &str, note_zh: &str) -> Option<Self> {
        let (mark, note) = cell.split_once(' ').unwrap_or((cell, ""));
        let mark = Mark::parse(mark.trim_end_matches(';'))?;
        Some(Self { mark, note: Words::new(note_zh, note) })
    }

    pub(crate) fn unknown() -> Self {
        Self { mark: Mark::Drafted, note: Words::default() }
    }
}
