"""The store of passages, on LanceDB. Its import goes through here, so that it is a light one."""

from chalicelib.adapters.lance.stand_in import install

install()
