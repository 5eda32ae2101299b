using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using KLDiv.Files.Servers;

namespace KLDiv.Files;

/// <summary>The answers of a language model's server, with the log-probabilities of the most probable tokens: JSON lines, one answer a line.</summary>
/// <remarks>
/// Read are the chat completions and completions of OpenAI's protocol, as many servers speak it; llama.cpp's own <c>completion_probabilities</c>; prompt log-probabilities of vLLM; and
/// <c>output_top_logprobs</c> of SGLang; each alone or as the <c>body</c> of a batch's response. docs/formats/servers.md has an example of each.
/// </remarks>
public sealed class ServerAnswers
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly JsonDocumentOptions s_json = new() { AllowDuplicateProperties = false };

    private ServerAnswers(string name, int lines, IReadOnlyList<AnswerRow> rows)
    {
        Name = name;
        Lines = lines;
        Rows = rows;
    }

    /// <summary>The file.</summary>
    public string Name { get; }

    /// <summary>The number of answers.</summary>
    public int Lines { get; }

    /// <summary>The tokens of which probabilities are given, in the order of the file.</summary>
    public IReadOnlyList<AnswerRow> Rows { get; }

    /// <summary>How many log-probabilities are -9999 or less, by which servers mean a probability of 0, as which they are taken.</summary>
    public long Impossible { get; private init; }

    /// <summary>Whether every token that is named has a number.</summary>
    public bool HasIds => Rows.All(row => row.Chosen.Id is not null && row.Tokens.All(token => token.Id is not null));

    /// <summary>Whether every token that is named has bytes.</summary>
    public bool HasBytes => Rows.All(row => row.Chosen.Bytes is not null && row.Tokens.All(token => token.Bytes is not null));

    /// <summary>Whether a file's name says that it is of JSON lines.</summary>
    public static bool IsOne(string path) => Path.GetExtension(path).ToUpperInvariant() is ".JSONL" or ".NDJSON";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFileException">It cannot be read, a line is no JSON in UTF-8 or names a member or a token's number twice, or no line has log-probabilities.</exception>
    public static ServerAnswers Open(string path)
    {
        List<AnswerRow> rows = [];
        AnswerReader reader = new();
        int line = -1;
        try
        {
            foreach (string text in File.ReadLines(path, s_utf8))
            {
                line++;
                if (!string.IsNullOrWhiteSpace(text))
                {
                    using JsonDocument answer = JsonDocument.Parse(text, s_json);
                    rows.AddRange(reader.Read(answer.RootElement, line));
                }
            }
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            throw DataFileException.From(refusal, path, "cannot be opened");
        }
        catch (DecoderFallbackException foreign)
        {
            // They were met while a stretch of lines was read ahead.
            int before = File.ReadLines(path, Encoding.Latin1).TakeWhile(text => Utf8.IsValid(Encoding.Latin1.GetBytes(text))).Count();
            throw new DataFileException(path, $"line {before + 1} has bytes that are no UTF-8, in which JSON is written", foreign);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or FormatException)
        {
            throw new DataFileException(path, $"line {line + 1} is no JSON, or none that a server answers: {VisibleText.Of(malformed.Message)}", malformed);
        }

        return rows.Count > 0
            ? new ServerAnswers(path, line + 1, rows) { Impossible = reader.Impossible }
            : throw new DataFileException(path, "has no log-probabilities of tokens in any line; ask the server for them (logprobs and top_logprobs, or n_probs)");
    }

    /// <summary>The rows as those of a sparse teacher, whose classes are the tokens' numbers.</summary>
    /// <exception cref="DataFileException">A token has no number.</exception>
    public SparseRowSource ToSparseRows() => HasIds
        ? new AnsweredRows(this)
        : throw new DataFileException(Name, "names tokens by their text and not by number, so that they are no classes of a tensor; two such files can be compared");
}
