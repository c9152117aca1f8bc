//! Paying the cart: the payment form on our page, and what became of it.

pub mod api;
mod done;
mod form;
mod page;
mod summary;
mod test_cards;

pub use done::CheckoutDonePage;
pub use page::CheckoutPage;
