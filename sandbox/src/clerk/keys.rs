//! The RSA key that signs tokens, kept in a file so that sessions survive a restart.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// Why there is no signing key, or no signature.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The key's file cannot be read or written.
    #[error("the sandbox's signing key: {0}")]
    File(#[from] io::Error),
    /// The file holds something else, or the cryptography library refused.
    #[error("the sandbox's signing key cannot be used: {0}")]
    Crypto(String),
}

/// One RSA key of 2,048 bits.
pub struct SigningKey {
    pair: KeyPair,
    id: String,
}

impl SigningKey {
    fn generate() -> Result<Self, KeyError> {
        KeyPair::generate(KeySize::Rsa2048).map(Self::new).map_err(crypto)
    }

    fn new(pair: KeyPair) -> Self {
        // Any stable name will do; the start of the modulus is unique enough to tell keys apart.
        let modulus = pair.public_key().modulus().big_endian_without_leading_zero().to_vec();
        let start: String = modulus.iter().skip(1).take(12).map(|byte| format!("{byte:02x}")).collect();
        Self { pair, id: format!("ins_sandbox{start}") }
    }

    /// The `kid` in token headers and in the list of keys.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The public half as a JSON Web Key (RFC 7517).
    pub fn public_jwk(&self) -> Value {
        let public = self.pair.public_key();
        json!({
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self.id,
            "n": URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero()),
            "e": URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero()),
        })
    }

    /// A JSON Web Token in compact form (RFC 7515); the header's `alg`, `kid` and `typ` are filled in where missing.
    pub fn sign(&self, mut header: Value, claims: &Value) -> Result<String, KeyError> {
        for (name, value) in [("alg", "RS256"), ("kid", self.id.as_str()), ("typ", "JWT")] {
            if header.get(name).is_none() {
                header[name] = json!(value);
            }
        }
        let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let message = format!("{}.{}", encode(&header), encode(claims));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature)
            .map_err(crypto)?;
        Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

/// The present signing key and where it is kept.
pub struct KeyRing {
    file: PathBuf,
    current: RwLock<Arc<SigningKey>>,
}

impl KeyRing {
    /// The key of an earlier run, or a new one.
    pub fn open(file: PathBuf) -> Result<Self, KeyError> {
        let key = match fs::read(&file) {
            Ok(der) => SigningKey::new(KeyPair::from_pkcs8(&der).map_err(crypto)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let key = SigningKey::generate()?;
                keep(&file, &key)?;
                key
            }
            Err(error) => return Err(error.into()),
        };
        Ok(Self { file, current: RwLock::new(Arc::new(key)) })
    }

    /// The key that signs now.
    pub fn current(&self) -> Arc<SigningKey> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the key.
    pub fn rotate(&self) -> Result<(), KeyError> {
        let key = SigningKey::generate()?;
        keep(&self.file, &key)?;
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(key);
        Ok(())
    }
}

/// Writes the key beside its place and moves it there, so that a kill leaves the old key or the new one.
fn keep(file: &Path, key: &SigningKey) -> Result<(), KeyError> {
    let der = AsDer::<Pkcs8V1Der>::as_der(&key.pair).map_err(crypto)?;
    let part = file.with_extension("part");
    fs::write(&part, der.as_ref())?;
    fs::rename(&part, file)?;
    Ok(())
}

fn crypto(error: impl std::fmt::Display) -> KeyError {
    KeyError::Crypto(error.to_string())
}
