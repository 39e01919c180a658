// The compiler takes functions without a body in packages with assembly only.
