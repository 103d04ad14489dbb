use phiward_observe::{ApiError, ErrorKind};
use phiward_phi::RequestId;

fn answer(id: RequestId, input: &str) -> ApiError {
    ApiError::new(ErrorKind::Invalid, id).with_message(input)
}

fn main() {
    let _ = answer;
}
