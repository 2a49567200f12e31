"""What the Rasa server loads: the launcher, the mended parts of Rasa, the understanding components, the domain."""
