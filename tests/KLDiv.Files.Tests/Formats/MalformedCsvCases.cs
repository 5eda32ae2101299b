using System.Text;

namespace KLDiv.Files.Tests;

internal static class MalformedCsvCases
{
    public static readonly MalformedCase[] All =
    [
        new("empty", [], "holds no rows"),
        new("gzip that is cut off", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x33, 0xD4], "is compressed by gzip, and damaged or cut off"),
        new("a workbook", [.. "PK\u0003\u0004"u8, .. new byte[26], .. "xl/workbook.xml"u8], "is a zip archive, a workbook of Excel; save the sheet as CSV"),
        new("a page", [.. "<!DOCTYPE html><html>"u8], "is a page in HTML; if it was downloaded, it may be the page of an error; rows must be text, such as CSV"),
        Of("nothing but a separator", "sep=;", "holds no rows"),
        Of("a mixed first line", "1,two,3", "line 1 has 'two' in column 2 and 2 numbers beside it; a header has none, and a row nothing else"),
        Of("nothing in the first line", "1,,3", "line 1 has nothing in column 2 and 2 numbers beside it; a header has none, and a row nothing else"),
        Of("too few columns", "1,2\n3", "line 2 has 1 column, and the first line has 2"),
        Of("too many columns", "a,b\n1,2\n3,4,5", "line 3 has 3 columns, and the first line has 2"),
        Of("text for a number", "a,b\n1,2\n3,4 %\n", "line 3 has '4 %' in column 2 where a number must be", row: 1),
        Of("nothing for a number", "1,2\n3,\n", "line 2 has nothing in column 2 where a number must be", row: 1),
        Of("a decimal comma beside points", "\"1.5\",\"2\"\n\"3,5\",\"4\"\n", "line 2 has '3,5' in column 1 where a number must be", row: 1),
        Of("thousands", "1,250\t2,500\n3,750\t4,000\n5\t6\n", "line 2 has '3,750' in column 1 where a number must be; --decimal , says that decimals follow a comma"),
        Of("another separator", "1:2\n3:4\n", "line 2 has '3:4' in column 1 where a number must be; --separator says what parts the columns"),
        Of("names of rows", "\"V1\" \"V2\"\n\"1\" 0.5 0.5\n\"2\" 0.25 0.75\n", "line 2 has 3 columns, and the first line has 2; the rows seem to have names: write it without them (pandas: index=False; R: row.names=FALSE)"),
        Of("numbers of rows and classes", ",0,1\n0,0.5,0.5\n", "line 1 has nothing in column 1 and 2 numbers beside it; a header has none, and a row nothing else; it seems to number the classes, beside names of the rows: write it without them (pandas: index=False; R: row.names=FALSE)"),
        Of("a NUL behind a number", "1,2\n3\0\0,4\n", "line 2 has '3\uFFFD\uFFFD' in column 1 where a number must be", row: 1),
        Of("a NUL before a number", "1,2\n3,\04\n", "line 2 has '\uFFFD4' in column 2 where a number must be", row: 1),
        Of("a NUL inside a number", "1,2\n3,4\05\n", "line 2 has '4\uFFFD5' in column 2 where a number must be", row: 1),
        Of("a NUL and a blank", "1,2\n3,4 \0\n", "line 2 has '4 \uFFFD' in column 2 where a number must be", row: 1),
        Of("nothing but a NUL", "1,2\n3,\0\n", "line 2 has '\uFFFD' in column 2 where a number must be", row: 1),
        Of("a mark that turns the text", "a,b\n1,2\n3,\u202E4\u009B\n", "line 3 has '\uFFFD4\uFFFD' in column 2 where a number must be", row: 1),
        Of("a quote inside", "1,2\"3\"\n", "line 1 has a quote in the wrong place, in column 2: '2\"3\"'"),
        Of("a quote without end", "1,\"2\n3,4\n", "line 1 has a quote in the wrong place, in column 2: '\"2\uFFFD3,4'"),
        Of("a line without end", new string('1', 20_000_000), "line 1 begins a record of more than 16777216 characters; is a quote never closed?"),
    ];

    private static MalformedCase Of(string name, string text, string problem, int row = 0) => new(name, Encoding.UTF8.GetBytes(text), problem, Row: row);
}
