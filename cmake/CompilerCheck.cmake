# Placeholder body replaced by the coroutine check.
