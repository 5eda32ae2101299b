using System.Numerics.Tensors;

namespace KLDiv.Distilling.Sparse;

/// <summary>
/// The greatest KL(teacher || student) over all classes that a teacher can have who gives some probabilities, no other class being more probable than the least of these.
/// </summary>
/// <remarks>
/// The divergence is convex in the teacher's probabilities, so that it is greatest at a corner of what is allowed: the least probability that is given, on the others
/// of which the student thinks least, one after the other, until the rest of the mass is used up.
/// </remarks>
internal static class GreatestDivergence
{
    /// <param name="given">What the teacher gives; it leaves some mass.</param>
    /// <param name="logits">The student's logits over the temperature; their order is lost.</param>
    /// <param name="logSum">ln Σ e^z over them.</param>
    public static double Of(GivenRow given, Span<double> logits, double logSum)
    {
        double divergence = 0;
        for (int i = 0; i < given.Count; i++)
        {
            divergence += Term(given.LogProbabilities[i], logits[(int)given.Ids[i]] - logSum);
        }

        Span<double> others = Others(given.Ids, logits);
        double logMost = Math.Max(given.LeastGiven(), Math.Log(given.Rest / others.Length)), most = Math.Exp(logMost);
        int full = (int)Math.Min(others.Length, Math.Floor(given.Rest / most));
        SelectLeast(others, full);
        foreach (double logit in others[..full])
        {
            divergence += Term(logMost, logit - logSum);
        }

        double left = given.Rest - (full * most);
        return left > 0 && full < others.Length ? divergence + Term(Math.Log(left), TensorPrimitives.Min<double>(others[full..]) - logSum) : divergence;
    }

    /// <summary>p (ln p - ln q), 0 where p is.</summary>
    private static double Term(double logP, double logQ) => double.IsNegativeInfinity(logP) ? 0 : Math.Exp(logP) * (logP - logQ);

    /// <summary>Moves the logits of the classes that are not given to the front.</summary>
    private static Span<double> Others(ReadOnlySpan<long> given, Span<double> logits)
    {
        int count = 0, next = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            if (next < given.Length && given[next] == i)
            {
                next++;
            }
            else
            {
                logits[count++] = logits[i];
            }
        }

        return logits[..count];
    }

    /// <summary>Brings the least <paramref name="count"/> elements to the front. Source: C. A. R. Hoare, Algorithm 65: Find (1961).</summary>
    private static void SelectLeast(Span<double> elements, int count)
    {
        while (elements.Length > 1 && count > 0 && count < elements.Length)
        {
            double pivot = Median(elements[0], elements[elements.Length / 2], elements[^1]);
            int low = 0, high = elements.Length - 1;
            while (low <= high)
            {
                for (; elements[low] < pivot; low++)
                {
                }

                for (; elements[high] > pivot; high--)
                {
                }

                if (low <= high)
                {
                    (elements[low], elements[high]) = (elements[high], elements[low]);
                    low++;
                    high--;
                }
            }

            // What lies between the two equals the pivot.
            if (count <= high + 1)
            {
                elements = elements[..(high + 1)];
            }
            else if (count >= low)
            {
                elements = elements[low..];
                count -= low;
            }
            else
            {
                return;
            }
        }
    }

    private static double Median(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
