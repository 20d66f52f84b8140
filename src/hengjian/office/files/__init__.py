"""Files that people attach: hashed, versioned, checked by content; seen only with what they belong to."""
