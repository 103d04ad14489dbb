//! `seal` and `open` of a vault by JNI, where a call through JNA would cost several times the work.
//!
//! A vault is lent under a number, which both ways of calling know; JNI gets no pointer.

use std::collections::HashMap;
use std::sync::{
    Arc, LazyLock, PoisonError, RwLock,
    atomic::{AtomicI64, Ordering},
};

use jni::{
    JNIEnv,
    objects::{JByteArray, JClass, JObject, JThrowable},
    sys::{jboolean, jdouble, jlong},
};
use phiward_sdk::vault;
use zeroize::Zeroizing;

use crate::{PhiwardError, Vault};

type Lent = RwLock<HashMap<i64, Arc<vault::Vault>>>;

static LENT: LazyLock<Lent> = LazyLock::new(Lent::default);
static NEXT: AtomicI64 = AtomicI64::new(1);

#[uniffi::export]
impl Vault {
    /// Lends the vault to JNI under a number, until it is given back. For the Kotlin package.
    #[must_use]
    pub fn lend(&self) -> i64 {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        LENT.write().unwrap_or_else(PoisonError::into_inner).insert(number, self.shared());
        number
    }

    /// Ends what `lend` began.
    pub fn give_back(&self, number: i64) {
        LENT.write().unwrap_or_else(PoisonError::into_inner).remove(&number);
    }
}

fn lent(number: i64) -> Option<Arc<vault::Vault>> {
    LENT.read().unwrap_or_else(PoisonError::into_inner).get(&number).cloned()
}

/// Whether this library, as JNI has loaded it, is the one that lent the vault.
#[unsafe(no_mangle)]
pub extern "system" fn Java_dev_phiward_Direct_knows(
    _env: JNIEnv<'_>,
    _class: JClass<'_>,
    number: jlong,
) -> jboolean {
    jboolean::from(lent(number).is_some())
}

/// `Vault.seal`.
#[unsafe(no_mangle)]
pub extern "system" fn Java_dev_phiward_Direct_seal<'l>(
    env: JNIEnv<'l>,
    _class: JClass<'l>,
    number: jlong,
    plaintext: JByteArray<'l>,
    options: JByteArray<'l>,
    now_ms: jdouble,
) -> JByteArray<'l> {
    call(env, number, &plaintext, &options, |vault, plaintext, options| {
        vault.seal(plaintext, options, now_ms)
    })
}

/// `Vault.open`.
#[unsafe(no_mangle)]
pub extern "system" fn Java_dev_phiward_Direct_open<'l>(
    env: JNIEnv<'l>,
    _class: JClass<'l>,
    number: jlong,
    envelope: JByteArray<'l>,
    options: JByteArray<'l>,
    now_ms: jdouble,
) -> JByteArray<'l> {
    call(env, number, &envelope, &options, |vault, envelope, options| vault.open(envelope, options, now_ms))
}

fn call<'l>(
    mut env: JNIEnv<'l>,
    number: i64,
    input: &JByteArray<'l>,
    options: &JByteArray<'l>,
    work: impl FnOnce(&vault::Vault, &[u8], &str) -> Result<Vec<u8>, phiward_sdk::Error>,
) -> JByteArray<'l> {
    let bytes = |array: &JByteArray<'l>| env.convert_byte_array(array).map(Zeroizing::new).ok();
    let result = match (lent(number), bytes(input), bytes(options)) {
        (Some(vault), Some(input), Some(options)) => match core::str::from_utf8(&options) {
            Ok(options) => work(&vault, &input, options).map_err(PhiwardError::from),
            Err(_) => Err(PhiwardError::invalid("malformed", "the options are not UTF-8")),
        },
        _ => Err(PhiwardError::invalid("malformed", "the vault has been closed, or an array is null")),
    };
    match result {
        Ok(output) => env.byte_array_from_slice(&Zeroizing::new(output)).unwrap_or_default(),
        Err(error) => {
            // When an exception cannot be made, the JVM has one of its own pending.
            let _ = throw(&mut env, &error);
            JByteArray::default()
        }
    }
}

fn throw(env: &mut JNIEnv<'_>, error: &PhiwardError) -> jni::errors::Result<()> {
    let (family, code, reason) = match error {
        PhiwardError::Locked { code, reason } => ("Locked", code, reason),
        PhiwardError::Rejected { code, reason } => ("Rejected", code, reason),
        PhiwardError::Unavailable { code, reason } => ("Unavailable", code, reason),
        PhiwardError::Invalid { code, reason } => ("Invalid", code, reason),
    };
    let class = format!("dev/phiward/core/PhiwardException${family}");
    let (code, reason) = (JObject::from(env.new_string(code)?), JObject::from(env.new_string(reason)?));
    let arguments = [(&code).into(), (&reason).into()];
    let exception = env.new_object(class, "(Ljava/lang/String;Ljava/lang/String;)V", &arguments)?;
    env.throw(JThrowable::from(exception))
}
