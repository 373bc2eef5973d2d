//! One event on disk: length, checksum, bytes. A frame is whole or it is not there.

/// Bytes before the payload: its length and its CRC-32, little endian.
pub(crate) const HEAD_BYTES: usize = 8;
/// Bytes of one event: a batch of one must fit the Kernel's body limit with room to spare.
pub(crate) const EVENT_BYTES_MAX: usize = 256 * 1024;

/// Appends a frame to a buffer.
pub(crate) fn put(buffer: &mut Vec<u8>, payload: &[u8]) {
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX);
    buffer.extend_from_slice(&length.to_le_bytes());
    buffer.extend_from_slice(&crc32fast::hash(payload).to_le_bytes());
    buffer.extend_from_slice(payload);
}

/// What stands at the beginning of some bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Read<'b> {
    /// A whole frame, and how many bytes it took.
    Frame(&'b [u8], usize),
    /// More bytes are needed.
    Short,
    /// No frame.
    Broken,
}

/// Reads one frame.
pub(crate) fn read(bytes: &[u8]) -> Read<'_> {
    let Some((head, rest)) = bytes.split_at_checked(HEAD_BYTES) else { return Read::Short };
    let number = |at: usize| {
        let bytes = head.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0, u32::from_le_bytes)
    };
    let length = usize::try_from(number(0)).unwrap_or(usize::MAX);
    if length == 0 || length > EVENT_BYTES_MAX {
        return Read::Broken;
    }
    match rest.get(..length) {
        None => Read::Short,
        Some(payload) if crc32fast::hash(payload) == number(4) => {
            Read::Frame(payload, HEAD_BYTES + length)
        }
        Some(_) => Read::Broken,
    }
}

/// How many bytes from the beginning are whole frames.
pub(crate) fn whole(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(Read::Frame(_, size)) = bytes.get(at..).map(read) {
        at += size;
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Read, put, read, whole};

    proptest! {
        #[test]
        fn a_file_cut_anywhere_keeps_exactly_its_whole_frames(
            events in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..200), 0..12),
            cut in 0_usize..2_600,
        ) {
            let mut bytes = Vec::new();
            let mut ends = vec![0];
            for event in &events {
                put(&mut bytes, event);
                ends.push(bytes.len());
            }
            bytes.truncate(cut);
            let expected = ends.into_iter().filter(|end| *end <= bytes.len()).max();
            prop_assert_eq!(Some(whole(&bytes)), expected);
        }

        #[test]
        fn a_changed_byte_is_noticed(event in prop::collection::vec(any::<u8>(), 1..200), at: usize) {
            let mut bytes = Vec::new();
            put(&mut bytes, &event);
            let at = 4 + at % (bytes.len() - 4);
            bytes[at] ^= 1;
            prop_assert_eq!(read(&bytes), Read::Broken);
        }
    }

    #[test]
    fn zeroes_left_by_a_crash_are_not_events() {
        assert_eq!(read(&[0; 64]), Read::Broken);
        assert_eq!(whole(&[0; 64]), 0);
    }
}
