"""Whether the import itself warns."""
import warnings

import harness

harness.started()
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    import oslo_utils.eventletutils  # noqa: F401
told = [str(w.message) for w in caught if w.category is DeprecationWarning and 'utils' in str(w.message)]
harness.result('warns' if told else 'silent', told[0] if told else '')
