//! Where signing in leads back to: only ever a path on this site.

/// Where people go who came to sign in by themselves.
const DEFAULT: &str = "/dashboard";

/// The sign-in page's address that leads back to `path` afterwards.
#[must_use]
pub fn sign_in_path(path: &str) -> String {
    format!("/sign-in?redirect_url={}", percent_encoded(path))
}

/// The path to go to after signing in: what was asked for when it is a path of this site, else the dashboard.
#[must_use]
pub(super) fn return_path(asked: Option<&str>) -> String {
    let path = asked.unwrap_or(DEFAULT);
    // `//host` and `/\host` are other sites to a browser.
    let own = path.starts_with('/')
        && !path[1..].starts_with(['/', '\\'])
        && !path.chars().any(|letter| letter.is_control() || letter == '\\');
    let loops = path.starts_with("/sign-in") || path.starts_with("/sign-up");
    if own && !loops { path.to_owned() } else { DEFAULT.to_owned() }
}

/// Every byte but RFC 3986's unreserved ones as `%XX`.
pub(crate) fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for nibble in [byte >> 4, byte & 15] {
                out.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0').to_ascii_uppercase());
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_followed() {
        assert_eq!(return_path(Some("/assets/ast_1?x=1")), "/assets/ast_1?x=1");
        for foreign in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "",
            "/a\\b",
            "/a\n",
        ] {
            assert_eq!(return_path(Some(foreign)), DEFAULT, "{foreign:?}");
        }
        assert_eq!(return_path(None), DEFAULT);
        assert_eq!(return_path(Some("/sign-in?redirect_url=/sign-in")), DEFAULT);
    }

    #[test]
    fn the_way_back_survives_the_address() {
        assert_eq!(
            sign_in_path("/workspace?after=ä&b"),
            "/sign-in?redirect_url=%2Fworkspace%3Fafter%3D%C3%A4%26b"
        );
    }
}
