use std::fmt;
use std::str::FromStr;

/// What a column of a request list can hold; the word is the key in a mapping file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The sender's own number, by which a second import finds its rows again.
    Number,
    Subject,
    Body,
    ReceivedAt,
    Requester,
    Phone,
    Category,
    Place,
    Unit,
    Answer,
    AnsweredAt,
    DueAt,
    Channel,
    Status,
    Rating,
}

/// Field, its word, and the headings by which it is known, the surest first.
const FIELDS: [(Field, &str, &[&str]); 15] = [
    (
        Field::Number,
        "number",
        &[
            "受理编号",
            "工单编号",
            "工单号",
            "留言编号",
            "诉求编号",
            "信件编号",
            "事项编号",
            "流水号",
            "业务编号",
            "编号",
            "number",
            "id",
            "service_request_id",
        ],
    ),
    (
        Field::Subject,
        "subject",
        &["诉求标题", "留言主题", "工单标题", "信件标题", "主题", "标题", "subject", "title"],
    ),
    (
        Field::Body,
        "body",
        &[
            "诉求内容",
            "留言详情",
            "留言内容",
            "工单内容",
            "来电内容",
            "反映内容",
            "问题描述",
            "主要内容",
            "详情",
            "内容",
            "body",
            "text",
            "description",
            "content",
        ],
    ),
    (
        Field::ReceivedAt,
        "received_at",
        &[
            "受理时间",
            "来电时间",
            "留言时间",
            "诉求时间",
            "登记时间",
            "反映时间",
            "提交时间",
            "来信时间",
            "创建时间",
            "时间",
            "received_at",
            "time",
            "requested_datetime",
            "date",
        ],
    ),
    (
        Field::Requester,
        "requester",
        &[
            "诉求人",
            "来电人",
            "反映人",
            "联系人",
            "投诉人",
            "姓名",
            "来电人姓名",
            "留言用户",
            "requester",
            "user",
            "name",
        ],
    ),
    (
        Field::Phone,
        "phone",
        &["联系电话", "来电号码", "联系方式", "手机号码", "手机号", "联系号码", "电话", "phone", "mobile"],
    ),
    (
        Field::Category,
        "category",
        &[
            "诉求类别",
            "诉求类型",
            "问题类别",
            "问题分类",
            "内容分类",
            "工单类别",
            "事项类别",
            "一级标签",
            "类别",
            "分类",
            "category",
            "label",
        ],
    ),
    (
        Field::Place,
        "place",
        &[
            "诉求地点",
            "事发地点",
            "事发地址",
            "问题地址",
            "详细地址",
            "所属街道",
            "所属镇街",
            "地点",
            "地址",
            "街道",
            "镇街",
            "区县",
            "place",
            "address",
        ],
    ),
    (
        Field::Unit,
        "unit",
        &[
            "承办单位",
            "办理单位",
            "责任单位",
            "主办单位",
            "处理单位",
            "转办单位",
            "unit",
            "agency_responsible",
        ],
    ),
    (
        Field::Answer,
        "answer",
        &[
            "答复意见",
            "办理结果",
            "处理结果",
            "答复内容",
            "办理情况",
            "回复内容",
            "处理意见",
            "answer",
            "reply",
        ],
    ),
    (
        Field::AnsweredAt,
        "answered_at",
        &["答复时间", "办结时间", "回复时间", "反馈时间", "办理时间", "answered_at", "updated_datetime"],
    ),
    (
        Field::DueAt,
        "due_at",
        &[
            "截止时间",
            "办理时限",
            "办结时限",
            "要求办结时间",
            "到期时间",
            "处理时限",
            "due_at",
            "deadline",
            "expected_datetime",
        ],
    ),
    (Field::Channel, "channel", &["诉求来源", "受理渠道", "来源渠道", "渠道", "来源", "channel", "source"]),
    (Field::Status, "status", &["工单状态", "办理状态", "状态", "status"]),
    (Field::Rating, "rating", &["满意度", "评价结果", "满意情况", "评价", "rating"]),
];

impl Field {
    pub fn word(self) -> &'static str {
        row(self).1
    }

    pub(crate) fn headings(self) -> &'static [&'static str] {
        row(self).2
    }

    pub fn all() -> impl Iterator<Item = Self> {
        FIELDS.iter().map(|(field, _, _)| *field)
    }
}

/// The table is in the order of the enum; a test holds that.
fn row(field: Field) -> &'static (Field, &'static str, &'static [&'static str]) {
    &FIELDS[field as usize]
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Field {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::all().find(|field| field.word() == word).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_finds_its_own_row() {
        for (field, word, _) in FIELDS {
            assert_eq!((field.word(), word.parse()), (word, Ok(field)));
        }
    }

    #[test]
    fn no_heading_means_two_fields() {
        let mut all: Vec<&str> =
            FIELDS.iter().flat_map(|(_, _, headings)| headings.iter().copied()).collect();
        all.sort_unstable();
        let count = all.len();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
