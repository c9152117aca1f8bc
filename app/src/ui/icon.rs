//! Line icons of Lucide (<https://lucide.dev>, ISC licence, © Lucide Contributors), as one path each.

use crate::erased::Erase;
use leptos::prelude::*;

/// The icons in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IconName {
    /// An arrow downwards.
    ArrowDown,
    /// An arrow to the left.
    ArrowLeft,
    /// An arrow to the right.
    ArrowRight,
    /// An arrow upwards.
    ArrowUp,
    /// A box: the product's own sign.
    Box,
    /// A shopping cart.
    Cart,
    /// A camera.
    Camera,
    /// A tick.
    Check,
    /// An alert in a circle.
    CircleAlert,
    /// A clock.
    Clock,
    /// Coins.
    Coins,
    /// A bank card.
    CreditCard,
    /// An arrow downwards, onto a tray.
    Download,
    /// The world: public.
    Globe,
    /// A question.
    Help,
    /// A picture.
    Image,
    /// A picture to keep.
    ImageDown,
    /// An i in a circle.
    Info,
    /// A padlock: private.
    Lock,
    /// A way out.
    LogOut,
    /// Corners of a screen.
    Maximize,
    /// A minus sign.
    Minus,
    /// A parcel.
    Package,
    /// A plus sign.
    Plus,
    /// A printer.
    Printer,
    /// Arrows in a circle.
    Refresh,
    /// An arrow turning back.
    Reset,
    /// A ruler.
    Ruler,
    /// Sparkles: make something.
    Sparkles,
    /// Sun and moon.
    SunMoon,
    /// An alert in a triangle.
    TriangleAlert,
    /// An arrow upwards, from a tray.
    Upload,
    /// A person.
    User,
    /// A cross.
    X,
}

impl IconName {
    /// The path data of its 24 × 24 picture.
    fn path(self) -> &'static str {
        match self {
            Self::ArrowDown => "M12 5v14m7-7-7 7-7-7",
            Self::ArrowLeft => "m12 19-7-7 7-7m7 7H5",
            Self::ArrowRight => "M5 12h14m-7-7 7 7-7 7",
            Self::ArrowUp => "m5 12 7-7 7 7m-7 7V5",
            Self::Box => {
                "M21 8a2 2 0 0 0-1-1.73l-7-4a2 2 0 0 0-2 0l-7 4A2 2 0 0 0 3 8v8a2 2 0 0 0 1 1.73l7 4a2 2 0 0 0 2 0l7-4A2 2 0 0 0 21 16ZM3.3 7l8.7 5 8.7-5M12 22V12"
            }
            Self::Cart => {
                "M8 20a1 1 0 1 0 0 2 1 1 0 0 0 0-2m11 0a1 1 0 1 0 0 2 1 1 0 0 0 0-2M2.05 2.05h2l2.66 12.42a2 2 0 0 0 2 1.58h9.78a2 2 0 0 0 1.95-1.57l1.65-7.43H5.12"
            }
            Self::Camera => {
                "M14 4a2 2 0 0 1 1.76 1.05l.49.9A2 2 0 0 0 18 7h2a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2h2a2 2 0 0 0 1.76-1.05l.49-.9A2 2 0 0 1 10 4ZM12 10a3 3 0 1 0 0 6 3 3 0 0 0 0-6"
            }
            Self::Check => "M20 6 9 17l-5-5",
            Self::CircleAlert => "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20M12 8v4m0 4h.01",
            Self::Clock => "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20M12 6v6l4 2",
            Self::Coins => {
                "M13.74 17.74a6 6 0 1 1-7.48-7.48M15 6h1v4m-9.87 4.77.87-.5 2 3.46M16 2a6 6 0 1 0 0 12 6 6 0 0 0 0-12"
            }
            Self::CreditCard => {
                "M4 5h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2M2 10h20"
            }
            Self::Download => "M12 15V3m9 12v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4m4-5 5 5 5-5",
            Self::Globe => {
                "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20M12 2a14.5 14.5 0 0 0 0 20 14.5 14.5 0 0 0 0-20M2 12h20"
            }
            Self::Help => {
                "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20M9.09 9a3 3 0 0 1 5.83 1c0 2-3 3-3 3M12 17h.01"
            }
            Self::Image => {
                "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2M9 7a2 2 0 1 0 0 4 2 2 0 0 0 0-4m12 8-3.09-3.09a2 2 0 0 0-2.82 0L6 21"
            }
            Self::ImageDown => {
                "M10.3 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v10l-3.1-3.1a2 2 0 0 0-2.81.01L6 21m8-2 3 3v-5.5M17 22l3-3M9 7a2 2 0 1 0 0 4 2 2 0 0 0 0-4"
            }
            Self::Info => "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20M12 16v-4m0-4h.01",
            Self::Lock => {
                "M5 11h14a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2M7 11V7a5 5 0 0 1 10 0v4"
            }
            Self::LogOut => "m16 17 5-5-5-5m5 5H9m0 9H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4",
            Self::Maximize => {
                "M8 3H5a2 2 0 0 0-2 2v3m18 0V5a2 2 0 0 0-2-2h-3M3 16v3a2 2 0 0 0 2 2h3m8 0h3a2 2 0 0 0 2-2v-3"
            }
            Self::Minus => "M5 12h14",
            Self::Package => {
                "M11 21.73a2 2 0 0 0 2 0l7-4A2 2 0 0 0 21 16V8a2 2 0 0 0-1-1.73l-7-4a2 2 0 0 0-2 0l-7 4A2 2 0 0 0 3 8v8a2 2 0 0 0 1 1.73zM12 22V12M3.29 7 12 12l8.71-5M7.5 4.27l9 5.15"
            }
            Self::Plus => "M5 12h14m-7-7v14",
            Self::Printer => {
                "M6 18H4a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2h16a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2h-2M6 9V3a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v6M7 14h10a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1"
            }
            Self::Refresh => {
                "M3 12a9 9 0 0 1 9-9 9.75 9.75 0 0 1 6.74 2.74L21 8m0-5v5h-5M21 12a9 9 0 0 1-9 9 9.75 9.75 0 0 1-6.74-2.74L3 16m5 0H3v5"
            }
            Self::Reset => "M3 12a9 9 0 1 0 9-9 9.75 9.75 0 0 0-6.74 2.74L3 8m0-5v5h5",
            Self::Ruler => {
                "M21.3 15.3a2.4 2.4 0 0 1 0 3.4l-2.6 2.6a2.4 2.4 0 0 1-3.4 0L2.7 8.7a2.41 2.41 0 0 1 0-3.4l2.6-2.6a2.41 2.41 0 0 1 3.4 0ZM14.5 12.5l2-2m-5-1 2-2m-5-1 2-2m7 11 2-2"
            }
            Self::Sparkles => {
                "M11.02 2.81a1 1 0 0 1 1.96 0l1.05 5.56a2 2 0 0 0 1.6 1.6l5.56 1.05a1 1 0 0 1 0 1.96l-5.56 1.05a2 2 0 0 0-1.6 1.6l-1.05 5.56a1 1 0 0 1-1.96 0l-1.05-5.56a2 2 0 0 0-1.6-1.6l-5.56-1.05a1 1 0 0 1 0-1.96l5.56-1.05a2 2 0 0 0 1.6-1.6zM20 2v4m2-2h-4M4 18a2 2 0 1 0 0 4 2 2 0 0 0 0-4"
            }
            Self::SunMoon => {
                "M12 2v2m2.84 12.39a6 6 0 1 1-7.23-7.23c.63-.14.97.66.72 1.25a4 4 0 0 0 5.26 5.26c.59-.25 1.4.09 1.25.72M16 12a4 4 0 0 0-4-4m7-3-1.26 1.26M20 12h2"
            }
            Self::TriangleAlert => {
                "m21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3M12 9v4m0 4h.01"
            }
            Self::Upload => "M12 3v12m5-7-5-5-5 5m14 7v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4",
            Self::User => "M19 21v-2a4 4 0 0 0-4-4H9a4 4 0 0 0-4 4v2M12 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8",
            Self::X => "M18 6 6 18M6 6l12 12",
        }
    }
}

/// An icon beside words; it is hidden from screen readers, which read the words.
#[component]
pub fn Icon(
    /// Which one.
    name: IconName,
    /// Size and color, as classes.
    #[prop(default = "size-4")]
    class: &'static str,
) -> impl IntoView {
    view! {
        <svg
            data-slot="icon"
            class=class
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            stroke-width="2"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
        >
            <path d=name.path()></path>
        </svg>
    }
    .erased()
}
