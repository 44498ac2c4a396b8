"""OpenDocument spreadsheets (.ods; OASIS ODF 1.1 to 1.3), read from the zip as a stream.

::

    sheets     a document → grids
    ├── content    its XML → rows of cells of one table after another
    └── cells      a cell's attributes and paragraphs → the text that a person sees, and its kind
"""
