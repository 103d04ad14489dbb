//! As much of HTTP/1.1 as one POST needs: one request, one answer, no redirects, bounded.

use std::io::{BufRead, BufReader, Read, Write};

use zeroize::Zeroizing;

use crate::frame::write_in_pieces;
use crate::{Arena, Refusal};

/// Most bytes of the head of an answer.
const MAX_HEAD: usize = 16 * 1024;
const MAX_HEADERS: usize = 64;

/// Writes a POST with a JSON body.
pub(crate) fn post(
    stream: &mut impl Write,
    host: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<(), Refusal> {
    let mut head = Zeroizing::new(String::with_capacity(1024));
    for part in ["POST ", path, " HTTP/1.1\r\nhost: ", host, "\r\n"] {
        head.push_str(part);
    }
    for (name, value) in headers {
        // A value with a line end would be two headers.
        if value.contains(|character: char| character.is_control()) {
            return Err(Refusal::Internal);
        }
        for part in [name, ": ", value, "\r\n"] {
            head.push_str(part);
        }
    }
    if !headers.iter().any(|(name, _)| *name == "content-type") {
        head.push_str("content-type: application/json\r\n");
    }
    head.push_str("accept: application/json\r\nconnection: close\r\n");
    head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    let written = write_in_pieces(stream, head.as_bytes()).and_then(|()| write_in_pieces(stream, body));
    written.map_err(|_| Refusal::DestinationUnavailable)
}

/// How the body of an answer ends.
enum Ending {
    Length(usize),
    Chunks,
    Close,
}

/// Reads an answer of at most `most` bytes; anything but 200 is a refusal.
pub(crate) fn read_answer(stream: &mut impl Read, most: usize) -> Result<Arena, Refusal> {
    let mut received = Arena::with_capacity(MAX_HEAD);
    let (head_len, status, ending) = loop {
        if let Some(head) = parse_head(received.as_bytes())? {
            break head;
        }
        let mut piece = Zeroizing::new([0; 1024]);
        match stream.read(piece.as_mut()) {
            Ok(0) => return Err(Refusal::AnswerRejected),
            Ok(len) => {
                received.extend(piece.get(..len).unwrap_or_default()).map_err(|_| Refusal::AnswerRejected)?;
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return Err(Refusal::DestinationUnavailable),
        }
    };
    if status != 200 {
        return Err(Refusal::DestinationRefused);
    }
    let begun = received.as_bytes().get(head_len..).unwrap_or_default();
    let mut rest = BufReader::new(begun.chain(stream));
    match ending {
        Ending::Length(len) if len > most => Err(Refusal::AnswerRejected),
        Ending::Length(len) => read_exactly(&mut rest, len),
        Ending::Chunks => read_chunks(&mut rest, most),
        Ending::Close => read_to_end(&mut rest, most),
    }
}

fn parse_head(bytes: &[u8]) -> Result<Option<(usize, u16, Ending)>, Refusal> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let parsed = response.parse(bytes).map_err(|_| Refusal::AnswerRejected)?;
    let httparse::Status::Complete(head_len) = parsed else { return Ok(None) };
    let status = response.code.ok_or(Refusal::AnswerRejected)?;
    let mut ending = Ending::Close;
    let mut endings = 0;
    for header in response.headers.iter() {
        if header.name.eq_ignore_ascii_case("content-length") {
            let len = str::from_utf8(header.value).ok().and_then(|value| value.trim().parse().ok());
            ending = Ending::Length(len.ok_or(Refusal::AnswerRejected)?);
            endings += 1;
        } else if header.name.eq_ignore_ascii_case("transfer-encoding") {
            if !header.value.eq_ignore_ascii_case(b"chunked") {
                return Err(Refusal::AnswerRejected);
            }
            ending = Ending::Chunks;
            endings += 1;
        } else if header.name.eq_ignore_ascii_case("content-encoding") {
            // Nothing was asked to be compressed, and length would tell of content.
            return Err(Refusal::AnswerRejected);
        }
    }
    // Two answers to where the body ends are one too many (RFC 9112, section 6.3).
    if endings > 1 { Err(Refusal::AnswerRejected) } else { Ok(Some((head_len, status, ending))) }
}

fn read_exactly(stream: &mut impl Read, len: usize) -> Result<Arena, Refusal> {
    let mut body = Arena::with_capacity(len);
    copy(stream, len, &mut body)?;
    Ok(body)
}

fn read_chunks(stream: &mut impl BufRead, most: usize) -> Result<Arena, Refusal> {
    let mut body = Arena::with_capacity(most);
    loop {
        let line = read_line(stream)?;
        let digits = line.split(';').next().unwrap_or_default().trim();
        let is_plain = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let len = usize::from_str_radix(digits, 16).ok().filter(|_| is_plain);
        let len = len.ok_or(Refusal::AnswerRejected)?;
        if len == 0 {
            return Ok(body);
        }
        copy(stream, len, &mut body)?;
        if !read_line(stream)?.is_empty() {
            return Err(Refusal::AnswerRejected);
        }
    }
}

/// A line without its end, which must be there within 128 bytes.
fn read_line(stream: &mut impl BufRead) -> Result<String, Refusal> {
    let mut line = Vec::new();
    stream.take(128).read_until(b'\n', &mut line).map_err(|_| Refusal::DestinationUnavailable)?;
    let line = line.strip_suffix(b"\r\n").ok_or(Refusal::AnswerRejected)?;
    String::from_utf8(line.to_vec()).map_err(|_| Refusal::AnswerRejected)
}

fn read_to_end(stream: &mut impl Read, most: usize) -> Result<Arena, Refusal> {
    let mut body = Arena::with_capacity(most);
    let mut piece = Zeroizing::new([0; 4096]);
    loop {
        match stream.read(piece.as_mut()) {
            Ok(0) => return Ok(body),
            Ok(len) => {
                body.extend(piece.get(..len).unwrap_or_default()).map_err(|_| Refusal::AnswerRejected)?;
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return Err(Refusal::DestinationUnavailable),
        }
    }
}

fn copy(stream: &mut impl Read, len: usize, body: &mut Arena) -> Result<(), Refusal> {
    let mut piece = Zeroizing::new([0; 4096]);
    let mut left = len;
    while left > 0 {
        let wanted = left.min(piece.len());
        let space = piece.get_mut(..wanted).unwrap_or_default();
        stream.read_exact(space).map_err(|error| match error.kind() {
            std::io::ErrorKind::UnexpectedEof => Refusal::AnswerRejected,
            _ => Refusal::DestinationUnavailable,
        })?;
        body.extend(space).map_err(|_| Refusal::AnswerRejected)?;
        left -= wanted;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
        read_answer(&mut &*bytes, 64).map(|body| body.as_bytes().to_vec())
    }

    #[test]
    fn the_three_endings_are_read() {
        assert_eq!(answer(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"), Ok(b"{}".to_vec()));
        assert_eq!(answer(b"HTTP/1.1 200 OK\r\n\r\n{}"), Ok(b"{}".to_vec()));
        let chunked =
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n1;x=y\r\n}\r\n0\r\n\r\n";
        assert_eq!(answer(chunked), Ok(b"{}".to_vec()));
    }

    #[test]
    fn anything_else_is_refused() {
        let rejected: [&[u8]; 10] = [
            b"",
            b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}",
            b"HTTP/1.1 200 OK\r\nContent-Length: 65\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n{}",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n{}",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n+2\r\n{}\r\n0\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n",
        ];
        for bytes in rejected {
            assert_eq!(answer(bytes), Err(Refusal::AnswerRejected), "{}", String::from_utf8_lossy(bytes));
        }
        let long = [b"HTTP/1.1 200 OK\r\n\r\n".as_slice(), &[b'x'; 65]].concat();
        assert_eq!(answer(&long), Err(Refusal::AnswerRejected));
        let head = [b"HTTP/1.1 200 OK\r\nx: ".as_slice(), &[b'x'; 20_000]].concat();
        assert_eq!(answer(&head), Err(Refusal::AnswerRejected));
        for status in ["301 Moved", "429 Slow down", "500 No"] {
            let bytes = format!("HTTP/1.1 {status}\r\nlocation: /\r\ncontent-length: 0\r\n\r\n");
            assert_eq!(answer(bytes.as_bytes()), Err(Refusal::DestinationRefused));
        }
    }

    #[test]
    fn a_header_with_a_line_end_is_not_written() {
        let mut out = Vec::new();
        let headers = [("x-api-key", "a\r\nhost: elsewhere")];
        assert_eq!(post(&mut out, "host", "/", &headers, b"{}"), Err(Refusal::Internal));
        assert!(out.is_empty());
    }
}
