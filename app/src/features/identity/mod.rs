//! Signing in and up.

mod clerk_form;
mod page;
mod return_path;
mod sandbox_form;

pub use page::{SignInPage, SignUpPage};
pub(crate) use return_path::percent_encoded;
pub use return_path::sign_in_path;
