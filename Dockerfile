# Grail's functions. Each runs this image with a command of its own, which `make deploy` sets (cloud/chalice/run.py).
# The packages are locked by requirements.txt with their hashes. The base is AWS's newest of Python 3.13;
# public.ecr.aws/lambda/python:3.13@sha256:… would hold it still.
ARG BASE=public.ecr.aws/lambda/python:3.13

FROM ${BASE} AS packages
COPY requirements.txt cloud/aws/image/packages.py /build/
RUN python /build/packages.py /build/requirements.txt /packages && chmod -R a+rX /packages

FROM ${BASE}
COPY --from=packages /packages ${LAMBDA_TASK_ROOT}
COPY tessdata ${LAMBDA_TASK_ROOT}/tessdata
COPY app.py ${LAMBDA_TASK_ROOT}/
COPY chalicelib ${LAMBDA_TASK_ROOT}/chalicelib
# Lambda's user owns no file here and must read them all. Changing the packages' modes here would store a second copy.
RUN python -m compileall -q --invalidation-mode unchecked-hash app.py chalicelib && chmod -R a+rX app.py chalicelib tessdata __pycache__
CMD ["app.app"]
