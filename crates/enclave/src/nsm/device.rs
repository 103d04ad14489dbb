//! `/dev/nsm`: one `ioctl` that carries a request and a response.

use core::ffi::c_void;
use core::fmt;
use std::fs::{File, OpenOptions};
use std::sync::Mutex;

use rustix::ioctl::{Ioctl, IoctlOutput, Opcode, ioctl, opcode};

use super::wire::{attestation, document};
use super::{Attested, Nsm, NsmError};

const PATH: &str = "/dev/nsm";
/// Most bytes of a response.
const MAX_MESSAGE: usize = 0x3000;
/// `NSM_IOCTL_RAW` of the kernel's `nsm.h`: magic 0x0A, number 0, both directions.
const RAW: Opcode = opcode::read_write::<Message>(0x0a, 0);

/// `struct nsm_raw`: two places in memory.
#[repr(C)]
#[derive(Debug)]
struct Message {
    request: Place,
    response: Place,
}

/// `struct nsm_iovec`.
#[repr(C)]
#[derive(Debug)]
struct Place {
    address: u64,
    len: u64,
}

/// A request, the memory for its response, and where both are.
struct Call<'a> {
    message: Message,
    _request: &'a [u8],
    _response: &'a mut [u8],
}

impl<'a> Call<'a> {
    fn new(request: &'a [u8], response: &'a mut [u8]) -> Self {
        let place = |address: usize, len: usize| Place {
            address: u64::try_from(address).unwrap_or_default(),
            len: u64::try_from(len).unwrap_or_default(),
        };
        let message = Message {
            request: place(request.as_ptr().addr(), request.len()),
            response: place(response.as_mut_ptr().expose_provenance(), response.len()),
        };
        request.as_ptr().expose_provenance();
        Self { message, _request: request, _response: response }
    }
}

#[allow(unsafe_code, reason = "a device is spoken to through memory")]
// SAFETY: the opcode is the one of the NSM driver, which reads `Message`, reads the request, writes at most
// `response.len` bytes to the response, and sets `response.len`. Both are borrowed for as long as the call lives.
unsafe impl Ioctl for Call<'_> {
    type Output = u64;

    const IS_MUTATING: bool = true;

    fn opcode(&self) -> Opcode {
        RAW
    }

    fn as_ptr(&mut self) -> *mut c_void {
        (&raw mut self.message).cast()
    }

    unsafe fn output_from_ptr(_: IoctlOutput, message: *mut c_void) -> rustix::io::Result<u64> {
        // SAFETY: `message` is what `as_ptr` gave.
        Ok(unsafe { (*message.cast::<Message>()).response.len })
    }
}

/// The device of an enclave.
pub struct DeviceNsm(Mutex<File>);

impl DeviceNsm {
    /// Opens the device.
    ///
    /// # Errors
    /// [`NsmError::Unavailable`] where there is none.
    pub fn open() -> Result<Self, NsmError> {
        let file = OpenOptions::new().read(true).write(true).open(PATH);
        file.map(|file| Self(Mutex::new(file))).map_err(|_| NsmError::Unavailable)
    }

    fn call(&self, request: &[u8]) -> Result<Vec<u8>, NsmError> {
        let mut response = vec![0; MAX_MESSAGE];
        let file = self.0.lock().map_err(|_| NsmError::Unavailable)?;
        let call = Call::new(request, &mut response);
        #[allow(unsafe_code, reason = "a device is spoken to through memory")]
        // SAFETY: see the implementation of `Ioctl`.
        let len = unsafe { ioctl(&*file, call) }.map_err(|_| NsmError::Unavailable)?;
        response.truncate(usize::try_from(len).map_err(|_| NsmError::Malformed)?);
        Ok(response)
    }
}

impl Nsm for DeviceNsm {
    fn attest(&self, attested: &Attested<'_>) -> Result<Vec<u8>, NsmError> {
        document(&self.call(&attestation(attested))?)
    }
}

impl fmt::Debug for DeviceNsm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceNsm").finish_non_exhaustive()
    }
}
