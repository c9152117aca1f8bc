//! Time and randomness of the device.

use app::browser::Printer;
use domain::ids::Entropy;
use domain::time::{Clock, Timestamp};

/// The device's clock. It may be wrong; pages show the server's time and use this one only to tick.
pub struct DeviceClock;

impl Clock for DeviceClock {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit a double without loss")]
    fn now(&self) -> Timestamp {
        Timestamp(js_sys::Date::now() as i64)
    }
}

/// The browser's cryptographic randomness.
pub struct BrowserEntropy;

impl Entropy for BrowserEntropy {
    fn random(&self) -> u128 {
        let mut bytes = [0_u8; 16];
        if let Some(crypto) = web_sys::window().and_then(|window| window.crypto().ok()) {
            let _ = crypto.get_random_values_with_u8_array(&mut bytes);
        }
        u128::from_le_bytes(bytes)
    }
}

/// The browser's own printing.
pub struct PagePrinter;

impl Printer for PagePrinter {
    fn print(&self) {
        if let Some(window) = web_sys::window() {
            let _ = window.print();
        }
    }
}
