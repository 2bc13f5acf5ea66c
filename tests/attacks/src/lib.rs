//! The attacks are tests; nothing stands here.
