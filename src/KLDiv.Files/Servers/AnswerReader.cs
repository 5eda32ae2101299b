using System.Text.Json;

namespace KLDiv.Files.Servers;

/// <summary>Finds the tokens with their log-probabilities in an answer, in whichever shape the server gives them.</summary>
internal sealed class AnswerReader
{
    /// <summary>How servers write that a token has no probability.</summary>
    private const double NoProbability = -9999;

    /// <summary>What probabilities may sum to beyond 1 by rounding.</summary>
    private const double MostBeyondOne = 1e-3;

    /// <summary>How vLLM writes a token by its number.</summary>
    private const string NumberedToken = "token_id:";

    /// <summary>How many log-probabilities were given that stand for none.</summary>
    public long Impossible { get; private set; }

    /// <exception cref="JsonException">The answer is in none of the shapes.</exception>
    public IEnumerable<AnswerRow> Read(JsonElement answer, int line)
    {
        answer = Member(Member(answer, "response"), "body") is { ValueKind: JsonValueKind.Object } body ? body : answer;
        int position = 0;
        foreach (JsonElement sequence in Sequences(answer))
        {
            foreach (AnswerRow? row in Rows(sequence, line, position))
            {
                position++;
                if (row is not null)
                {
                    yield return row;
                }
            }
        }
    }

    /// <summary>The lists of tokens in an answer, in the order in which the model met them: first those of the prompt.</summary>
    private static IEnumerable<JsonElement> Sequences(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("an answer is an object");
        }

        IEnumerable<JsonElement> choices = Member(answer, "choices") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];
        foreach (JsonElement part in choices.Prepend(answer))
        {
            foreach (JsonElement? sequence in new[]
            {
                Member(part, "prompt_logprobs"), Member(Member(part, "logprobs"), "content"), Legacy(Member(part, "logprobs")),
                Member(part, "completion_probabilities"), Member(Member(part, "meta_info"), "output_top_logprobs"),
            })
            {
                if (sequence is { ValueKind: JsonValueKind.Array or JsonValueKind.Object } found)
                {
                    yield return found;
                }
            }
        }
    }

    /// <summary>The older completions: arrays of tokens, of their log-probabilities and of the others', side by side.</summary>
    private static JsonElement? Legacy(JsonElement? logprobs) => Member(logprobs, "tokens") is { ValueKind: JsonValueKind.Array } ? logprobs : null;

    private IEnumerable<AnswerRow?> Rows(JsonElement sequence, int line, int position) => sequence.ValueKind == JsonValueKind.Object
        ? LegacyRows(sequence, line, position)
        : sequence.EnumerateArray().Select((token, i) => token.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.Array => OfTriples(token, line, position + i),
            JsonValueKind.Object when Member(token, "token") is not null || Member(token, "content") is not null => OfObject(token, line, position + i),
            JsonValueKind.Object => OfNumbers(token, line, position + i),
            _ => throw new JsonException($"the log-probabilities of a token are {Short(token)}"),
        });

    /// <summary>{"token": ..., "logprob": ..., "top_logprobs": [...]}, and llama.cpp's older {"content": ..., "probs": [{"tok_str": ..., "prob": ...}]}.</summary>
    private AnswerRow? OfObject(JsonElement token, int line, int position)
    {
        JsonElement? others = Member(token, "top_logprobs") ?? Member(token, "top_probs") ?? Member(token, "probs");
        List<(AnswerToken Token, double LogProbability)> given = [];
        foreach (JsonElement other in others is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [])
        {
            given.Add((Token(other), LogProbability(other) ?? throw new JsonException($"a token has no log-probability: {Short(other)}")));
        }

        AnswerToken chosen = Token(token);
        return Row(line, position, chosen, LogProbability(token), given);
    }

    /// <summary>vLLM's {"1234": {"logprob": ..., "decoded_token": ...}, ...} of a token of the prompt.</summary>
    private AnswerRow? OfNumbers(JsonElement tokens, int line, int position)
    {
        List<(AnswerToken Token, double LogProbability)> given = [];
        foreach (JsonProperty item in tokens.EnumerateObject())
        {
            if (!NumberText.TryParse(item.Name, out long id) || LogProbability(item.Value) is not { } logProbability)
            {
                throw new JsonException($"the tokens of a prompt are numbers with log-probabilities, not {Short(tokens)}");
            }

            string text = Member(item.Value, "decoded_token") is { ValueKind: JsonValueKind.String } decoded ? decoded.GetString()! : "";
            given.Add((new AnswerToken(id, null, text), logProbability));
        }

        return given.Count == 0 ? null : Row(line, position, given[0].Token, null, given);
    }

    /// <summary>SGLang's [[log-probability, number, text], ...].</summary>
    private AnswerRow? OfTriples(JsonElement triples, int line, int position)
    {
        List<(AnswerToken Token, double LogProbability)> given = [];
        foreach (JsonElement triple in triples.EnumerateArray())
        {
            if (triple.ValueKind != JsonValueKind.Array || triple.GetArrayLength() < 2 || !triple[1].TryGetInt64(out long id))
            {
                throw new JsonException($"the log-probabilities of a token are [log-probability, number, text], not {Short(triple)}");
            }

            string text = triple.GetArrayLength() > 2 && triple[2].ValueKind == JsonValueKind.String ? triple[2].GetString()! : "";
            given.Add((new AnswerToken(id, null, text), Number(triple[0])));
        }

        return given.Count == 0 ? null : Row(line, position, given[0].Token, null, given);
    }

    private IEnumerable<AnswerRow?> LegacyRows(JsonElement logprobs, int line, int position)
    {
        JsonElement[] tokens = [.. Member(logprobs, "tokens")!.Value.EnumerateArray()];
        JsonElement[] own = Member(logprobs, "token_logprobs") is { ValueKind: JsonValueKind.Array } ofTokens ? [.. ofTokens.EnumerateArray()] : [];
        JsonElement[] others = Member(logprobs, "top_logprobs") is { ValueKind: JsonValueKind.Array } ofOthers ? [.. ofOthers.EnumerateArray()] : [];
        for (int i = 0; i < tokens.Length; i++)
        {
            List<(AnswerToken Token, double LogProbability)> given = [];
            foreach (JsonProperty item in i < others.Length && others[i].ValueKind == JsonValueKind.Object ? others[i].EnumerateObject() : default)
            {
                given.Add((Named(item.Name), Number(item.Value)));
            }

            double? logProbability = i < own.Length && own[i].ValueKind == JsonValueKind.Number ? Number(own[i]) : null;
            yield return given.Count == 0 && logProbability is null ? null : Row(line, position + i, Named(tokens[i].GetString() ?? ""), logProbability, given);
        }
    }

    /// <summary>A row of the tokens that are given and the chosen one, where it is not among them.</summary>
    private static AnswerRow? Row(int line, int position, AnswerToken chosen, double? logProbability, List<(AnswerToken Token, double LogProbability)> given)
    {
        if (logProbability is { } ofChosen && !given.Exists(item => item.Token == chosen || (item.Token.Id is not null && item.Token.Id == chosen.Id)))
        {
            given.Add((chosen, ofChosen));
        }

        if (given.Where(item => item.Token.Id is not null).GroupBy(item => item.Token.Id).FirstOrDefault(group => group.Count() > 1) is { } repeated)
        {
            throw new JsonException($"the token number {repeated.Key} is given {repeated.Count()} times at one place");
        }

        // Tokens of one text, named by nothing else, are one: their probabilities together.
        var distinct = given.GroupBy(item => item.Token).Select(group => (Token: group.Key, LogProbability: Together([.. group.Select(item => item.LogProbability)]))).ToList();
        double sum = distinct.Sum(item => Math.Exp(item.LogProbability));
        if (!(sum <= 1 + MostBeyondOne))
        {
            throw new JsonException($"the probabilities beside the token {VisibleText.Shown(chosen.Text)} sum to {sum:G6}, and they can be no more than 1; are they logits?");
        }

        return distinct.Count == 0 ? null : new AnswerRow(line, position, chosen, [.. distinct.Select(item => item.Token)], [.. distinct.Select(item => item.LogProbability)]);
    }

    private static double Together(double[] logProbabilities) => logProbabilities is [var one] ? one : Math.Log(logProbabilities.Sum(Math.Exp));

    private static AnswerToken Token(JsonElement token)
    {
        long? id = Member(token, "id") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out long known) ? known : null;
        string? bytes = Member(token, "bytes") is { ValueKind: JsonValueKind.Array } list ? Convert.ToHexString([.. list.EnumerateArray().Select(one => one.GetByte())]) : null;
        JsonElement? text = Member(token, "token") ?? Member(token, "tok_str") ?? Member(token, "content");
        AnswerToken named = Named(text is { ValueKind: JsonValueKind.String } ? text.Value.GetString()! : "");
        return named with { Id = id ?? named.Id, Bytes = bytes };
    }

    private static AnswerToken Named(string text) =>
        text.StartsWith(NumberedToken, StringComparison.Ordinal) && NumberText.TryParse(text.AsSpan(NumberedToken.Length), out long id)
            ? new AnswerToken(id, null, text)
            : new AnswerToken(null, null, text);

    /// <summary>The log-probability of an object, or the logarithm of its probability.</summary>
    private double? LogProbability(JsonElement token) =>
        Member(token, "logprob") is { ValueKind: JsonValueKind.Number } logProbability ? Number(logProbability)
        : Member(token, "prob") is { ValueKind: JsonValueKind.Number } probability ? Math.Log(probability.GetDouble())
        : null;

    private double Number(JsonElement number)
    {
        double value = number.ValueKind == JsonValueKind.Number ? number.GetDouble() : throw new JsonException($"a log-probability is a number, not {Short(number)}");
        if (value > NoProbability)
        {
            return value;
        }

        Impossible++;
        return double.NegativeInfinity;
    }

    private static JsonElement? Member(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out JsonElement member) && member.ValueKind != JsonValueKind.Null ? member : null;

    private static string Short(JsonElement element)
    {
        const int Most = 60;
        string text = element.GetRawText();
        return text.Length <= Most ? text : string.Concat(text.AsSpan(0, Most), "...");
    }
}
