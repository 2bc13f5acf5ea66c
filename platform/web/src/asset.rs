//! Styles, islands and icons, bundled by Vite under hashed names and carried inside the binary.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Dist;

/// `desk.css` -> `desk-Bx81.css`, from Vite's manifest (`manifest.json`: name -> file).
static NAMES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    Dist::get("manifest.json").and_then(|file| serde_json::from_slice(&file.data).ok()).unwrap_or_default()
});

pub fn asset_url(name: &str) -> String {
    format!("/assets/{}", NAMES.get(name).map_or(name, String::as_str))
}

/// What lies under a name, for the few files that must not stand under `/assets/`.
pub fn asset_bytes(name: &str) -> Option<Vec<u8>> {
    let file = NAMES.get(name).map_or(name, String::as_str);
    Dist::get(file).map(|file| file.data.into_owned())
}

/// The names hold a hash of the content, so a browser may keep them for ever.
pub async fn serve_asset(Path(path): Path<String>) -> Response {
    let Some(file) = Dist::get(&path) else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [
        (header::CONTENT_TYPE, file.metadata.mimetype().to_owned()),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (headers, file.data.into_owned()).into_response()
}
