"""Files of texts in, files of entities out: `python -m spacy phonener annotate`.

The inputs are cut into parts, by reading them once. A worker reads a part from its file,
and writes its docs, its errors and its summary to a folder, whole or not at all. At the end
the parts are joined. What a part holds depends on nothing but the inputs, and each part is a
stream of its own: so the output is the same for every engine and number of jobs, and after
an interruption.
"""
