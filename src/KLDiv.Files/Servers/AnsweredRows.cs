namespace KLDiv.Files.Servers;

/// <summary>The rows of answers whose tokens have numbers.</summary>
internal sealed class AnsweredRows(ServerAnswers answers) : SparseRowSource(answers.Name, answers.Rows.Count, classes: null)
{
    protected override SparseBlock ReadRows(long first, int count)
    {
        AnswerRow[] rows = [.. answers.Rows.Skip((int)first).Take(count)];
        long[] offsets = new long[count + 1];
        for (int i = 0; i < count; i++)
        {
            offsets[i + 1] = offsets[i] + rows[i].Tokens.Count;
        }

        return new SparseBlock(
            [.. rows.SelectMany(row => row.Tokens.Select(token => token.Id!.Value))], [.. rows.SelectMany(row => row.LogProbabilities)], offsets);
    }
}
