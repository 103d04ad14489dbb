//! Sealing and opening on several cores: the plan makes jobs, the caller brings the threads.

use alloc::{vec, vec::Vec};
use core::{fmt, num::NonZeroUsize};

use crate::{
    Entropy, Error, Header, Layout, Opener, Plaintext, Sealer,
    cobblestone::Cipher,
    header::V2,
    layout::{CHUNK_LEN, SEALED_CHUNK_LEN},
};

impl Sealer<'_> {
    /// Plans to seal a plaintext into a v2 envelope by jobs that may run at the same time.
    ///
    /// ```
    /// # use phiward_envelope::{Context, DataKey, OsEntropy, Purpose, Sealer, open};
    /// # let key = DataKey::generate(&mut OsEntropy)?;
    /// # let context = Context::empty();
    /// # let scan = vec![7; 100_000];
    /// let mut plan = Sealer::new(&key, &context, Purpose::FILE).plan(&scan, &mut OsEntropy)?;
    /// std::thread::scope(|threads| {
    ///     for job in plan.jobs(2.try_into().unwrap()) {
    ///         threads.spawn(|| job.run());
    ///     }
    /// });
    /// let envelope = plan.finish();
    /// assert_eq!(open(&key, &context, &envelope)?.as_bytes(), scan);
    /// # Ok::<(), phiward_envelope::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Sealer::seal`].
    pub fn plan<'p>(&self, plaintext: &'p [u8], entropy: &mut impl Entropy) -> Result<SealPlan<'p>, Error> {
        // Large zeroed memory comes untouched from the operating system, and each job pays for its own part.
        let mut envelope = vec![0; self.sealed_len(plaintext.len())?];
        let mut prefix = Vec::new();
        let cipher = self.start(V2, entropy, &mut prefix)?.cipher();
        let prefix_len = prefix.len();
        envelope.get_mut(..prefix_len).unwrap_or_default().copy_from_slice(&prefix);
        let states = vec![State::Waiting; plaintext.len() / CHUNK_LEN + 1];
        Ok(SealPlan { cipher, plaintext, envelope, prefix_len, states })
    }
}

impl Opener<'_> {
    /// Plans to open an envelope by jobs that may run at the same time; see [`Sealer::plan`].
    ///
    /// # Errors
    /// As [`Opener::open`], except [`Error::Corrupt`], which the end of the plan reports.
    pub fn plan<'p>(&self, envelope: &'p [u8]) -> Result<OpenPlan<'p>, Error> {
        let header = Header::parse(envelope)?;
        let (prefix, body) = envelope.split_at_checked(header.prefix_len()).ok_or(Error::Truncated)?;
        let layout = Layout::of_body(prefix.len() as u64, body.len() as u64)?;
        let cipher = self.start(&header, prefix)?.cipher();
        let chunks = body.len() / SEALED_CHUNK_LEN + 1;
        let mut plaintext = Plaintext::with_capacity(0);
        // The plaintext is shorter than the body, whose length is a `usize`.
        let len = usize::try_from(layout.plaintext_len()).map_err(|_| Error::LimitExceeded)?;
        *plaintext.as_mut_vec() = vec![0; len];
        Ok(OpenPlan { cipher, body, plaintext, states: vec![State::Waiting; chunks] })
    }
}

/// A v2 envelope in the making.
#[must_use = "finish the plan to get the envelope"]
pub struct SealPlan<'p> {
    cipher: Cipher,
    plaintext: &'p [u8],
    envelope: Vec<u8>,
    prefix_len: usize,
    states: Vec<State>,
}

impl SealPlan<'_> {
    /// Divides the work into at most `count` jobs.
    pub fn jobs(&mut self, count: NonZeroUsize) -> impl Iterator<Item = Job<'_>> {
        let body = self.envelope.get_mut(self.prefix_len..).unwrap_or_default();
        jobs(&self.cipher, Direction::Seal, self.plaintext, body, &mut self.states, count)
    }

    /// Seals what no job has sealed, and gives the envelope.
    #[must_use]
    pub fn finish(mut self) -> Vec<u8> {
        self.jobs(NonZeroUsize::MIN).for_each(Job::run);
        self.envelope
    }
}

/// A plaintext in the making.
#[must_use = "finish the plan to get the plaintext"]
pub struct OpenPlan<'p> {
    cipher: Cipher,
    body: &'p [u8],
    plaintext: Plaintext,
    states: Vec<State>,
}

impl OpenPlan<'_> {
    /// Divides the work into at most `count` jobs.
    pub fn jobs(&mut self, count: NonZeroUsize) -> impl Iterator<Item = Job<'_>> {
        let plaintext = self.plaintext.as_mut_vec();
        jobs(&self.cipher, Direction::Open, self.body, plaintext, &mut self.states, count)
    }

    /// Opens what no job has opened, and gives the plaintext if every chunk was authentic.
    ///
    /// # Errors
    /// [`Error::Corrupt`]; the plaintext is then wiped.
    pub fn finish(mut self) -> Result<Plaintext, Error> {
        self.jobs(NonZeroUsize::MIN).for_each(Job::run);
        if self.states.contains(&State::Failed) { Err(Error::Corrupt) } else { Ok(self.plaintext) }
    }
}

impl fmt::Debug for SealPlan<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealPlan").field("chunks", &self.states.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for OpenPlan<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenPlan").field("chunks", &self.states.len()).finish_non_exhaustive()
    }
}

/// What became of a chunk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting,
    Done,
    Failed,
}

#[derive(Clone, Copy)]
enum Direction {
    Seal,
    Open,
}

/// A run of chunks to seal or to open; it may be sent to another thread, and is used up by running.
///
/// A job that is dropped instead leaves its chunks to the plan's `finish`.
#[must_use = "run the job, or the plan's end does its work"]
pub struct Job<'j> {
    cipher: &'j Cipher,
    direction: Direction,
    first_index: u64,
    input: &'j [u8],
    output: &'j mut [u8],
    states: &'j mut [State],
}

impl Job<'_> {
    /// Does the work.
    pub fn run(self) {
        let (input_len, output_len) = self.direction.chunk_lens();
        let inputs = self.input.chunks(input_len).chain(core::iter::repeat(&[] as &[u8]));
        let outputs = self.output.chunks_mut(output_len);
        // The empty last chunk of an opened message has no output bytes, and still must authenticate.
        let outputs = outputs.map(Some).chain(core::iter::repeat_with(|| None));
        for (((index, state), input), output) in
            (self.first_index..).zip(self.states).zip(inputs).zip(outputs)
        {
            if *state == State::Waiting {
                let output = output.unwrap_or_default();
                *state = match self.direction {
                    Direction::Seal => seal(self.cipher, index, input, output),
                    Direction::Open => open(self.cipher, index, input, output),
                };
            }
        }
    }
}

impl fmt::Debug for Job<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job").field("chunks", &self.states.len()).finish_non_exhaustive()
    }
}

impl Direction {
    /// Lengths of a full chunk on the way in and on the way out.
    const fn chunk_lens(self) -> (usize, usize) {
        match self {
            Self::Seal => (CHUNK_LEN, SEALED_CHUNK_LEN),
            Self::Open => (SEALED_CHUNK_LEN, CHUNK_LEN),
        }
    }
}

fn seal(cipher: &Cipher, index: u64, plaintext: &[u8], sealed: &mut [u8]) -> State {
    let Some((ciphertext, tag)) = sealed.split_last_chunk_mut() else { return State::Failed };
    ciphertext.copy_from_slice(plaintext);
    *tag = cipher.seal_in_place(index, ciphertext);
    State::Done
}

fn open(cipher: &Cipher, index: u64, sealed: &[u8], plaintext: &mut [u8]) -> State {
    let Some((ciphertext, tag)) = sealed.split_last_chunk() else { return State::Failed };
    plaintext.copy_from_slice(ciphertext);
    match cipher.open_in_place(index, plaintext, tag) {
        Ok(()) => State::Done,
        Err(_) => State::Failed,
    }
}

/// Divides chunks into runs of equal length.
fn jobs<'j>(
    cipher: &'j Cipher,
    direction: Direction,
    input: &'j [u8],
    output: &'j mut [u8],
    states: &'j mut [State],
    count: NonZeroUsize,
) -> impl Iterator<Item = Job<'j>> {
    let run = states.len().div_ceil(count.get());
    let (input_len, output_len) = direction.chunk_lens();
    let inputs = input.chunks(run.saturating_mul(input_len)).chain(core::iter::repeat(&[] as &[u8]));
    let outputs =
        output.chunks_mut(run.saturating_mul(output_len)).map(Some).chain(core::iter::repeat_with(|| None));
    let firsts = (0u64..).step_by(run);
    firsts.zip(states.chunks_mut(run)).zip(inputs).zip(outputs).map(
        move |(((first_index, states), input), output)| Job {
            cipher,
            direction,
            first_index,
            input,
            output: output.unwrap_or_default(),
            states,
        },
    )
}
