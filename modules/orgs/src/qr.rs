use qrcode::QrCode;
use qrcode::render::svg;
use qrcode::types::EcLevel;

/// The drawing of an address, black on white, to stand in a page. Level Q: a quarter of a poster may be torn or soiled.
/// Nothing for an address that is too long for any code.
pub fn qr_svg(address: &str) -> String {
    let Ok(code) = QrCode::with_error_correction_level(address.as_bytes(), EcLevel::Q) else {
        return String::new();
    };
    let drawing = code.render::<svg::Color<'_>>().min_dimensions(200, 200).quiet_zone(true).build();
    // The XML heading is for files, not for a drawing inside a page.
    drawing.find("<svg").map_or_else(String::new, |start| drawing[start..].to_owned())
}

#[cfg(test)]
mod tests {
    use super::qr_svg;

    #[test]
    fn an_address_becomes_a_drawing_without_style() {
        let drawing = qr_svg("https://lianxin.example.gov.cn/q/7K4M9PXD");
        assert!(drawing.starts_with("<svg") && drawing.ends_with("</svg>"), "{drawing}");
        assert!(!drawing.contains("style="), "the pages forbid inline style");
        assert_eq!(qr_svg(&"x".repeat(9_000)), "");
    }
}
