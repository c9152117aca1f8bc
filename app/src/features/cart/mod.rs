//! The cart: what is in it, what it costs, and every way to change it.

pub mod api;
mod change;
mod count;
mod country;
mod left_out;
mod line;
mod page;
mod picture;
mod quantity;
mod totals;

pub use count::CartCount;
pub use left_out::path_without;
pub use page::CartPage;
pub use picture::SubjectPicture;
pub use totals::Totals;
