people-refused-sealed = x
