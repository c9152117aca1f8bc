//! The design system: small components with variants as enums, tokens as colors, and a `data-slot` to find them by.
//!
//! To add one: a file here with one public component, its variants as an enum, and a line below.

mod alert;
mod badge;
mod button;
mod card;
mod checkbox;
mod confirm;
mod empty_state;
mod icon;
mod loading;
mod no_script;
mod picture;
mod progress;
mod skeleton;
mod tabs;
mod textarea;

pub use alert::{Alert, AlertTone};
pub use badge::{Badge, BadgeTone};
pub use button::{Button, ButtonLook, ButtonSize, LinkButton};
pub use card::Card;
pub use checkbox::Checkbox;
pub use confirm::Confirm;
pub use empty_state::EmptyState;
pub use icon::{Icon, IconName};
pub use loading::Loading;
pub use no_script::NoScript;
pub use picture::PictureView;
pub use progress::Progress;
pub use skeleton::Skeleton;
pub use tabs::{Tab, Tabs};
pub use textarea::Textarea;
