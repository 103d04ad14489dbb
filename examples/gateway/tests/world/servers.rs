//! PostgreSQL and Redis of our own, in a folder of our own, on free ports, for as long as the test runs.

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Logical databases of one Redis.
const REDIS_DATABASES: usize = 256;

pub struct Servers {
    pub postgres: Server,
    pub redis: Server,
    /// PEM of who vouches for servers with TLS.
    pub authority: String,
    next: AtomicUsize,
    _folder: TempDir,
}

/// A server that can be stopped and started again on the same data and port.
pub struct Server {
    pub port: u16,
    command: Vec<String>,
    child: Option<Child>,
}

/// The servers that all tests of a program share.
pub fn shared() -> &'static Servers {
    static SERVERS: OnceLock<Servers> = OnceLock::new();
    SERVERS.get_or_init(|| Servers::start().expect("PostgreSQL and Redis are installed"))
}

/// Whether the servers are on this machine; tells where tests are counted that they are not.
pub fn are_installed(test: &str) -> bool {
    let reason = match (postgres_folder(), which("redis-server")) {
        (None, _) => "PostgreSQL is not installed",
        (_, None) => "Redis is not installed",
        _ => return true,
    };
    eprintln!("SKIPPED {test}: {reason}");
    if let Some(log) = std::env::var_os("PHIWARD_SKIP_LOG") {
        let mut log = std::fs::OpenOptions::new().create(true).append(true).open(log).unwrap();
        writeln!(log, "SKIPPED {test}: {reason}").unwrap();
    }
    false
}

impl Servers {
    pub fn start() -> Option<Self> {
        Self::start_with(None)
    }

    /// With TLS and a certificate for a name.
    pub fn start_with_tls(name: &str) -> Option<Self> {
        Self::start_with(Some(name))
    }

    fn start_with(certified: Option<&str>) -> Option<Self> {
        let (programs, redis) = (postgres_folder()?, which("redis-server")?);
        let folder = tempfile::Builder::new().prefix("phiward-servers").tempdir().unwrap();
        let (data, other) = (folder.path().join("postgres"), folder.path().join("redis"));
        std::fs::create_dir(&data).unwrap();
        std::fs::create_dir(&other).unwrap();
        let (certificate, key) = (folder.path().join("server.pem"), folder.path().join("server.key"));
        let authority = match certified {
            None => String::new(),
            Some(name) => {
                let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
                std::fs::write(&certificate, made.cert.pem()).unwrap();
                std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
                // PostgreSQL takes no key that others can read.
                std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
                made.cert.pem()
            }
        };
        let user = prepare(folder.path());
        let path = |path: &Path| path.to_str().unwrap().to_owned();
        let initdb = path(&programs.join("initdb"));
        let arguments = ["-D", &path(&data), "-U", "gateway", "--auth=trust", "--no-sync", "-E", "UTF8"];
        let mut make = user.clone();
        make.push(initdb);
        make.extend(arguments.map(str::to_owned));
        let made = Command::new(&make[0]).args(&make[1..]).current_dir("/").output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let (port, redis_port) = (free_port(), free_port());
        let settings =
            ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200", "fsync=off"];
        let mut command = user.clone();
        command.extend([
            path(&programs.join("postgres")),
            "-D".into(),
            path(&data),
            "-p".into(),
            port.to_string(),
        ]);
        command.extend(settings.iter().flat_map(|setting| ["-c".to_owned(), (*setting).to_owned()]));
        let (certificate, key) = (path(&certificate), path(&key));
        if certified.is_some() {
            let settings =
                ["ssl=on".into(), format!("ssl_cert_file={certificate}"), format!("ssl_key_file={key}")];
            command.extend(settings.into_iter().flat_map(|setting| ["-c".to_owned(), setting]));
        }
        let postgres = Server::start(port, command);
        let mut command = user;
        let databases = REDIS_DATABASES.to_string();
        let port_option = if certified.is_some() { "--tls-port" } else { "--port" };
        command.extend([
            path(&redis),
            port_option.into(),
            redis_port.to_string(),
            "--dir".into(),
            path(&other),
        ]);
        if certified.is_some() {
            let options = ["--port", "0", "--tls-auth-clients", "no", "--tls-cert-file", &certificate];
            command.extend(options.map(str::to_owned));
            command.extend(["--tls-key-file", &key].map(str::to_owned));
        }
        command.extend(
            ["--databases", &databases, "--save", "", "--appendonly", "no", "--bind", "127.0.0.1"]
                .map(str::to_owned),
        );
        let redis = Server::start(redis_port, command);
        Some(Self { postgres, redis, next: AtomicUsize::new(1), authority, _folder: folder })
    }

    /// The URL of an empty database.
    pub fn new_database(&self) -> String {
        let name = format!("test{}", self.next.fetch_add(1, Ordering::Relaxed));
        let base = format!("host=127.0.0.1 port={} user=gateway connect_timeout=5", self.postgres.port);
        // Connecting as a client needs a runtime, and the caller is in one: another thread has its own.
        let create = {
            let (base, name) = (base.clone(), name.clone());
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(async {
                    let config: tokio_postgres::Config = format!("{base} dbname=postgres").parse().unwrap();
                    let (client, connection) = config.connect(tokio_postgres::NoTls).await.unwrap();
                    tokio::spawn(connection);
                    client.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
                });
            })
        };
        create.join().unwrap();
        format!("{base} dbname={name}")
    }

    pub fn new_redis(&self) -> String {
        let number = self.next.fetch_add(1, Ordering::Relaxed) % REDIS_DATABASES;
        format!("redis://127.0.0.1:{}/{number}", self.redis.port)
    }
}

impl Server {
    fn start(port: u16, command: Vec<String>) -> Self {
        let mut server = Self { port, command, child: None };
        server.again();
        server
    }

    /// Starts it, and waits until it takes connections.
    pub fn again(&mut self) {
        // The shell ends the server when its input ends, and that ends with this process, however it ends.
        let script = "\"$@\" >/dev/null 2>&1 </dev/null & pid=$!; cat >/dev/null; kill -INT $pid; wait $pid";
        let mut shell = Command::new("sh");
        shell.args(["-c", script, "sh"]).args(&self.command).current_dir("/").stdin(Stdio::piped());
        self.child = Some(shell.spawn().unwrap());
        let deadline = Instant::now() + Duration::from_secs(30);
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(Instant::now() < deadline, "the server on port {} does not start", self.port);
            std::thread::sleep(Duration::from_millis(50));
        }
        // PostgreSQL takes connections a moment before it answers.
        std::thread::sleep(Duration::from_millis(300));
    }

    pub fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            drop(child.stdin.take());
            child.wait().unwrap();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// PostgreSQL does not run as root: then the folder is given to another user, and this is how to become it.
fn prepare(folder: &Path) -> Vec<String> {
    let id = Command::new("id").arg("-u").output().unwrap();
    if id.stdout.trim_ascii() != b"0" {
        return vec!["env".to_owned()];
    }
    let owned = Command::new("chown").args(["-R", "postgres:postgres"]).arg(folder).status().unwrap();
    assert!(owned.success());
    ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"].map(str::to_owned).to_vec()
}

fn postgres_folder() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut folders: Vec<_> = versions.flatten().map(|version| version.path().join("bin")).collect();
    folders.sort();
    folders
        .into_iter()
        .rev()
        .find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
}

fn which(program: &str) -> Option<PathBuf> {
    let paths = std::env::var_os("PATH")?;
    std::env::split_paths(&paths).map(|folder| folder.join(program)).find(|path| path.exists())
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
