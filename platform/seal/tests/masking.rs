//! Published and imported text shows nobody's phone, ID or card number.
#![allow(clippy::unwrap_used)]

use lianxin_seal::mask_in_text;
use proptest::prelude::*;

#[test]
fn phone_numbers_are_masked_however_written() {
    for (text, masked) in [
        ("请联系13812345678，谢谢", "请联系138****5678，谢谢"),
        ("138 1234 5678", "138****5678"),
        ("138-1234-5678", "138****5678"),
        ("１３８１２３４５６７８", "138****5678"),
        ("电话一13812345678", "电话一138****5678"),
        ("幺三八一二三四五六七八", "138****5678"),
        ("+86 13812345678", "138****5678"),
        ("+8613812345678", "138****5678"),
        ("tel13812345678.", "tel138****5678."),
        ("**13812345678**", "**138****5678**"),
        ("****13812345678****", "****138****5678****"),
        ("3号楼2-101 13812345678", "3号楼2-101 138****5678"),
        ("13812345678 13912345679", "138****5678 139****5679"),
        ("13812345678/13912345679", "138****5678/139****5679"),
        ("13812345678\n83212345", "138****5678\n83212345"),
        ("0531-83212345", "0531-****2345"),
        ("（0531）83212345", "0531-****2345"),
        ("053183212345", "0531-****2345"),
        ("+86 531 83212345", "0531-****2345"),
        ("电话：83212345", "电话：****2345"),
        ("固话 8321-2345", "固话 ****2345"),
    ] {
        assert_eq!(mask_in_text(text), masked, "{text}");
    }
}

#[test]
fn identity_and_card_numbers_are_masked() {
    for (text, masked) in [
        ("11010519491231002X", "110105**********2X"),
        ("11010519491231002x。", "110105**********2X。"),
        ("110105 19491231 002X", "110105**********2X"),
        ("老证110105491231002", "老证110105*******02"),
        ("身份证号110105194912310021", "身份证号110105**********21"),
        ("卡6222020000000000000是我的", "卡************0000是我的"),
        ("卡号：6222 0200 0000 0000 001", "卡号：************0001"),
    ] {
        assert_eq!(mask_in_text(text), masked, "{text}");
    }
}

#[test]
fn numbers_that_are_nobodys_stay() {
    for text in [
        "",
        "路灯不亮",
        "工单 370114202605150001 已派发",
        "受理编号 26-0515-0146-3",
        "2019/12/2 11:57:39",
        "2020-01-03 10:00",
        "拨打12345或110",
        "预算 25000000 元",
        "订单号20260515138123456780001",
        "水4.23一吨，电0.64一度",
        "110105194912310021",
        "6222020000000000001",
        "A00045581",
    ] {
        assert_eq!(mask_in_text(text), text);
    }
}

fn written(mobile: &str, style: usize) -> String {
    let (a, b, c) = (&mobile[..3], &mobile[3..7], &mobile[7..]);
    let wide = |digit: char| char::from_u32(digit as u32 - '0' as u32 + '０' as u32).unwrap_or(digit);
    match style {
        0 => mobile.to_owned(),
        1 => format!("{a} {b} {c}"),
        2 => format!("{a}-{b}-{c}"),
        3 => format!("+86{mobile}"),
        4 => format!("0086 {mobile}"),
        5 => mobile.chars().map(wide).collect(),
        6 => format!("（{a}）{b}－{c}"),
        7 => mobile.chars().flat_map(|digit| [digit, ' ']).collect(),
        _ => format!("{a}\u{200b}{b}{c}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_valid_mobile_number_survives(
        before in "[村口路灯，。:a-zA-Z*+（]{0,12}",
        mobile in "1[3-9][0-9]{9}",
        style in 0..9_usize,
        after in "[坏了。，、:a-z*）]{0,12}",
    ) {
        let masked = mask_in_text(&format!("{before}{}{after}", written(&mobile, style)));
        let digits: String = masked.chars().filter(char::is_ascii_digit).collect();
        prop_assert!(!digits.contains(&mobile[3..7]) || digits.len() < 11, "{masked}");
        prop_assert!(digits.len() <= 7, "{masked}");
    }

    #[test]
    fn masking_twice_is_masking_once(text in "[0-9０-９一二三幺Xx*+ \\-（）.电话身份证卡号]{0,60}") {
        let once = mask_in_text(&text);
        prop_assert_eq!(mask_in_text(&once), once);
    }

    #[test]
    fn any_text_at_all_is_read(text in "\\PC{0,200}") {
        let masked = mask_in_text(&text);
        prop_assert!(masked.chars().filter(char::is_ascii_digit).count() <= text.chars().count());
    }

    #[test]
    fn text_without_digits_is_not_touched(text in "[村口路灯不亮，。a-zA-Z \\-*+]{0,80}") {
        prop_assert_eq!(mask_in_text(&text), text);
    }
}
