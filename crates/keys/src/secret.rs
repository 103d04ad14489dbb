//! One shape for every 32-byte secret of this crate.

/// Defines a public type of 32 secret bytes: wiped on drop, not `Clone`, not comparable, silent in `Debug`.
macro_rules! secret_bytes {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        pub struct $name(zeroize::Zeroizing<[u8; 32]>);

        impl $name {
            /// Length in bytes.
            pub const LEN: usize = 32;

            /// Makes the value of its bytes; the caller wipes its own copy.
            #[must_use]
            pub fn from_bytes(bytes: &[u8; Self::LEN]) -> Self {
                Self(zeroize::Zeroizing::new(*bytes))
            }

            /// The secret bytes.
            #[must_use]
            pub fn expose_secret(&self) -> &[u8; Self::LEN] {
                &self.0
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    };
}

pub(crate) use secret_bytes;
