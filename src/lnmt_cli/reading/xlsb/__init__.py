"""Binary Excel workbooks (.xlsb; [MS-XLSB]): a zip like .xlsx, with records in place of XML.

::

    sheets     a workbook → grids
    ├── cells      the records of a worksheet → rows of cells
    ├── parts      workbook, shared strings, styles
    └── records    a part → records
"""
