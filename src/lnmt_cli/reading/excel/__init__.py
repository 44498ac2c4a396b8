"""Excel workbooks (.xlsx, .xlsm; ISO/IEC 29500, transitional and strict), read from the zip as a stream.

::

    sheets     a workbook → grids
    ├── workbook   which worksheets there are, in which order, which date system
    ├── strings    the shared strings
    ├── styles     which number formats are dates, pad with zeros, or make identifiers
    ├── cells      the XML of a worksheet → rows of cells
    │   └── values     what is stored → the text that a person sees, and its kind
    ├── markup     XML without entities
    └── package    the zip, and the limits on it
"""
