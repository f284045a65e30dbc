heading-valid = The signature is valid
