//! Names that nobody bears on purpose: a family name and drawn characters.

use super::chance::Chance;

const FAMILY: [&str; 48] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "马", "朱", "胡", "郭", "何",
    "高", "林", "郑", "谢", "罗", "梁", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭", "曾", "肖", "田",
    "董", "袁", "潘", "于", "蒋", "蔡", "余", "杜", "叶", "程", "苏", "魏", "吕", "丁",
];
const GIVEN: [&str; 64] = [
    "秀", "英", "华", "明", "玉", "兰", "军", "红", "梅", "强", "芳", "桂", "建", "国", "志", "永", "文",
    "海", "春", "光", "平", "霞", "敏", "静", "丽", "磊", "洋", "勇", "艳", "杰", "娟", "涛", "超", "辉",
    "鹏", "斌", "凤", "荣", "宝", "成", "庆", "瑞", "雪", "琴", "立", "新", "德", "福", "金", "忠", "长",
    "云", "学", "传", "延", "家", "景", "绪", "维", "守", "振", "兴", "崇", "恒",
];

pub fn name(chance: &mut Chance) -> String {
    let mut name = String::from(*chance.pick(&FAMILY).unwrap_or(&"王"));
    name.push_str(chance.pick(&GIVEN).unwrap_or(&"明"));
    if chance.percent(78) {
        name.push_str(chance.pick(&GIVEN).unwrap_or(&"华"));
    }
    name
}

/// One of the numbers that are used in examples.
pub fn phone(chance: &mut Chance) -> String {
    format!("1380000{:04}", chance.below(10_000))
}
