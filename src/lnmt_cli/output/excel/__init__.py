"""Workbooks written here: new ones, and a person's own with what is wrong marked in it.

::

    annotate      a workbook, or texts made into one, with cells coloured and commented and a first sheet of problems
    ├── listing      the first sheet
    ├── colouring    the XML of a worksheet: the styles of its cells
    ├── comments     the XML of its comments, and of the boxes that show them
    └── parts        the zip: parts, relations, content types
    new           a workbook of texts and figures
    ├── sheet        the XML of a new worksheet
    ├── styles       the XML of the styles, which looks are added to
    └── markup       XML changed in place: what is not touched stays as it was, byte by byte

A workbook is changed in its own parts and not read and written anew: charts, pictures, pivot tables, macros, formulas
with their results and whatever else is in it stay.  Source of the formats: ISO/IEC 29500-1 and -4.
"""
