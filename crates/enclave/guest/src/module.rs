//! The secure module of the machine: a vhost-user device that answers the kernel's driver of `/dev/nsm`.

use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;

use phiward_attest::cbor::{Reader, Writer};
use phiward_attest::insecure::{Chain, DocumentFields};
use vhost::vhost_user::message::{VhostUserProtocolFeatures, VhostUserVirtioFeatures};
use vhost_user_backend::{VhostUserBackendMut, VhostUserDaemon, VringRwLock, VringT};
use virtio_queue::QueueOwnedT as _;
use vm_memory::{GuestAddressSpace as _, GuestMemoryAtomic, GuestMemoryMmap};
use vmm_sys_util::epoll::EventSet;

type Memory = GuestMemoryAtomic<GuestMemoryMmap>;

/// `VIRTIO_F_VERSION_1`.
const VERSION_1: u64 = 1 << 32;
const QUEUE_SIZE: usize = 128;
/// Most bytes of a request.
const MAX_REQUEST: usize = 0x1000;
/// Random bytes of one answer; the driver takes up to 256.
const RANDOM_LEN: usize = 64;

/// Signs documents with a root named INSECURE, and gives random bytes.
#[derive(Debug, Clone)]
pub struct SecureModule {
    chain: Chain,
    registers: [[u8; 48]; 3],
}

impl SecureModule {
    /// A module whose documents hold these registers 0 to 2.
    #[must_use]
    pub fn new(registers: [[u8; 48]; 3]) -> Self {
        Self { chain: Chain::from_seed(1), registers }
    }

    /// The root, in DER.
    #[must_use]
    pub fn root(&self) -> &[u8] {
        self.chain.root()
    }

    /// Attaches the module to the machine that connects to a socket.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn serve(self, socket: &Path) -> io::Result<()> {
        let memory = Memory::new(GuestMemoryMmap::new());
        let device = Arc::new(Mutex::new(Device { module: self, memory: memory.clone(), answer: None }));
        let failed = |_| io::Error::from(io::ErrorKind::Other);
        let mut daemon = VhostUserDaemon::new("nsm".to_owned(), device, memory).map_err(failed)?;
        let mut listener =
            vhost::vhost_user::Listener::new(socket, true).map_err(|_| io::ErrorKind::AddrInUse)?;
        thread::spawn(move || daemon.start(&mut listener).and_then(|()| daemon.wait()).is_ok());
        Ok(())
    }

    /// The answer to one message of the driver, in CBOR as the official library writes it.
    fn answer(&self, request: &[u8]) -> Vec<u8> {
        self.document(request).or_else(|| random(request)).unwrap_or_else(|| {
            let mut writer = Writer::new();
            writer.map(1).text("Error").text("InvalidOperation");
            writer.into_bytes()
        })
    }

    fn document(&self, request: &[u8]) -> Option<Vec<u8>> {
        let mut reader = Reader::new(request);
        let mut outer = reader.map().ok()?;
        (reader.more(&mut outer).ok()? && reader.text().ok()? == "Attestation").then_some(())?;
        let mut fields = DocumentFields::new(now_ms());
        for ((_, value), register) in fields.pcrs.iter_mut().zip(self.registers) {
            *value = register.to_vec();
        }
        let mut inner = reader.map().ok()?;
        while reader.more(&mut inner).ok()? {
            let name = reader.text().ok()?;
            let value = reader.bytes_or_null().ok()?.map(<[u8]>::to_vec);
            match name {
                "user_data" => fields.user_data = value,
                "nonce" => fields.nonce = value,
                "public_key" => fields.public_key = value,
                _ => return None,
            }
        }
        let mut writer = Writer::new();
        writer.map(1).text("Attestation").map(1).text("document").bytes(&self.chain.document(&fields));
        Some(writer.into_bytes())
    }
}

/// Random bytes of this machine's kernel.
fn random(request: &[u8]) -> Option<Vec<u8>> {
    (Reader::new(request).text().ok()? == "GetRandom").then_some(())?;
    let mut bytes = [0; RANDOM_LEN];
    std::fs::File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut bytes)).ok()?;
    let mut writer = Writer::new();
    writer.map(1).text("GetRandom").map(1).text("random").bytes(&bytes);
    Some(writer.into_bytes())
}

fn now_ms() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_millis()).unwrap_or(u64::MAX)
}

struct Device {
    module: SecureModule,
    memory: Memory,
    /// What waits for the driver's empty buffer. The driver queues its request and that buffer one after the other.
    answer: Option<Vec<u8>>,
}

impl Device {
    /// Works through one queue: takes requests, fills buffers.
    fn work(&mut self, vring: &VringRwLock) -> io::Result<()> {
        let other = |_| io::Error::from(io::ErrorKind::Other);
        let memory = self.memory.memory();
        let mut state = vring.get_mut();
        let chains: Vec<_> =
            state.get_queue_mut().iter(memory.clone()).map_err(|_| io::ErrorKind::Other)?.collect();
        for chain in chains {
            let head = chain.head_index();
            let written = match &self.answer {
                None => {
                    let mut request = Vec::new();
                    let reader = chain.reader(&memory).map_err(|_| io::ErrorKind::Other)?;
                    reader.take(MAX_REQUEST as u64).read_to_end(&mut request)?;
                    self.answer = Some(self.module.answer(&request));
                    0
                }
                Some(answer) => {
                    let mut writer = chain.writer(&memory).map_err(|_| io::ErrorKind::Other)?;
                    writer.write_all(answer)?;
                    let len = u32::try_from(answer.len()).unwrap_or_default();
                    self.answer = None;
                    len
                }
            };
            state.add_used(head, written).map_err(other)?;
        }
        state.signal_used_queue()
    }
}

impl VhostUserBackendMut for Device {
    type Bitmap = ();
    type Vring = VringRwLock;

    fn num_queues(&self) -> usize {
        1
    }

    fn max_queue_size(&self) -> usize {
        QUEUE_SIZE
    }

    fn features(&self) -> u64 {
        VERSION_1 | VhostUserVirtioFeatures::PROTOCOL_FEATURES.bits()
    }

    fn protocol_features(&self) -> VhostUserProtocolFeatures {
        VhostUserProtocolFeatures::MQ
    }

    fn set_event_idx(&mut self, _: bool) {}

    fn update_memory(&mut self, _: Memory) -> io::Result<()> {
        // The handle that was given at the start sees the new memory.
        Ok(())
    }

    fn handle_event(&mut self, _: u16, _: EventSet, vrings: &[VringRwLock], _: usize) -> io::Result<()> {
        vrings.first().map_or(Ok(()), |vring| self.work(vring))
    }
}
