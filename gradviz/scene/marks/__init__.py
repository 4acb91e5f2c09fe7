"""What pictures are made of: frames, cells, colours, scales, typeset text."""
