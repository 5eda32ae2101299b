using KLDiv.Memory;

namespace KLDiv.Distilling;

/// <summary>KL(t || q) of a row in double, q being the softmax of its logits and t a target of any sum, and the gradient for the logits, block by block: for any values, and rows of any length.</summary>
/// <remarks>
/// With m the sum of t it is Σ [t ln(t / (m q)) - t + m q] + m ln m: no term of the sum is negative, and nothing cancels. Of a target whose sum is 1 but for the rounding
/// of its elements the last term is that rounding's alone, and is left out.
/// </remarks>
internal unsafe ref struct TargetRow(DistillationRequest* request, PinnedArguments* memory, RunCursor* cursor, nint row, double* buffers)
{
    /// <summary>The elements of the buffers.</summary>
    public const int Room = 2 * BlockLength;

    private const int BlockLength = 1024;

    private double _largest, _logSum, _mass;

    private readonly nint Length => memory->Layout.Length(memory->Layout.Rank - 1);

    private readonly double Share => request->Classes == null ? 0 : request->ClassShare;

    /// <summary>How far the sum of a target may be from 1 by its elements' rounding.</summary>
    public static double RoundingOf(OperandType type) => type switch
    {
        OperandType.Half => 1.0 / (1 << 8),
        OperandType.Single => 1.0 / (1 << 21),
        _ => 1.0 / (1L << 49),
    };

    /// <summary>What the divergence of normalised distributions lacks of that of a target with this sum.</summary>
    public static double OfMass(double mass, OperandType type) => Math.Abs(mass - 1) <= RoundingOf(type) ? 0 : mass * Math.Log(mass);

    /// <summary>What the share of a class makes of the loss: s NLL + (1 - s) KL(t || q) is KL(t' || q) with t' the mixture of both, and this.</summary>
    /// <param name="share">s.</param>
    /// <param name="target">The class's own probability in t.</param>
    /// <param name="mass">The sum of t'.</param>
    public static double OfShare(double share, double target, double mass)
    {
        double rest = 1 - share, mixed = (rest * target) + share;
        return -Times(mass - mixed, rest) - Times(mixed, mixed) + (rest * Times(target, target));
    }

    /// <summary>The loss, times the row's weight; writes the gradient, if it is wanted.</summary>
    public double Run(double weight, double upstream, ref RowFailure failure)
    {
        _largest = double.NegativeInfinity;
        bool isMissing = false;
        for (nint start = 0; start < Length; start += BlockLength)
        {
            foreach (double z in Logits(start))
            {
                isMissing |= double.IsNaN(z);
                _largest = Math.Max(_largest, z);
            }
        }

        if (!isMissing && double.IsInfinity(_largest))
        {
            failure = new(row, _largest < 0 ? RowFailure.Reason.NoFiniteLogitInStudent : RowFailure.Reason.InfiniteLogitInStudent);
            return 0;
        }

        double loss = Sum() * weight;
        if (request->StudentGradient)
        {
            WriteGradient(weight * upstream * request->GradientScale);
        }

        if (memory->RowSums != null)
        {
            memory->RowSums[row] = loss;
        }

        return loss;
    }

    /// <summary>Leaves a row of weight 0 unread; what is written for it is 0.</summary>
    public readonly double Skip()
    {
        if (request->StudentGradient)
        {
            for (nint start = 0; start < Length; start += BlockLength)
            {
                memory->Clear(Slots.SecondResult, *cursor, start, (int)nint.Min(BlockLength, Length - start));
            }
        }

        if (memory->RowSums != null)
        {
            memory->RowSums[row] = 0;
        }

        return 0;
    }

    private double Sum()
    {
        double sum = 0, ofClass = 0;
        _mass = 0;
        for (nint start = 0; start < Length; start += BlockLength)
        {
            foreach (double z in Logits(start))
            {
                sum += Math.Exp((z - _largest) / request->Temperature);
            }

            foreach (double t in Target(start, ref ofClass))
            {
                _mass += t;
            }
        }

        _logSum = Math.Log(sum);
        double logMass = Math.Log(_mass), terms = 0;
        for (nint start = 0; start < Length; start += BlockLength)
        {
            Span<double> logits = Logits(start), target = Target(start, ref ofClass);
            for (int i = 0; i < logits.Length; i++)
            {
                double a = ((logits[i] - _largest) / request->Temperature) - _logSum;
                terms += target[i] > 0 ? PairState.Excess(target[i], Math.Exp(a + logMass), Math.Log(target[i]) - logMass - a)
                    : target[i] == 0 ? _mass * Math.Exp(a)
                    : double.NaN;
            }
        }

        double loss = (_mass == 0 ? 0 : terms) + (_mass > 0 ? OfMass(_mass, memory->TypeOf(Slots.Second)) : _mass);
        return Share == 0 ? loss : loss + OfShare(Share, ofClass, _mass);
    }

    private readonly void WriteGradient(double scale)
    {
        double ofClass = 0;
        for (nint start = 0; start < Length; start += BlockLength)
        {
            Span<double> logits = Logits(start), target = Target(start, ref ofClass);
            for (int i = 0; i < logits.Length; i++)
            {
                logits[i] = ((Math.Exp(((logits[i] - _largest) / request->Temperature) - _logSum) * _mass) - target[i]) * scale;
            }

            double* place = memory->Place(Slots.SecondResult, *cursor, start, buffers);
            if (place != buffers)
            {
                logits.CopyTo(new Span<double>(place, logits.Length));
            }

            memory->Write(Slots.SecondResult, buffers, *cursor, start, logits.Length);
        }
    }

    private readonly Span<double> Logits(nint start) => Read(Slots.First, start, buffers);

    /// <param name="start">Where the block begins.</param>
    /// <param name="ofClass">The probability of the row's class before it has its share, if it is in the block.</param>
    private readonly Span<double> Target(nint start, ref double ofClass)
    {
        Span<double> target = Read(Slots.Second, start, buffers + BlockLength);
        if (request->Target == TargetKind.LogProbabilities)
        {
            foreach (ref double t in target)
            {
                t = Math.Exp(t);
            }
        }

        if (Share > 0)
        {
            nint place = request->Classes[row] - start;
            ofClass = Share < 1 && place >= 0 && place < target.Length ? target[(int)place] : ofClass;
            MixIn(target, place, Share);
        }

        return target;
    }

    /// <summary>Gives a class its share of a stretch of a target.</summary>
    private static void MixIn(Span<double> target, nint place, double share)
    {
        foreach (ref double t in target)
        {
            t = share == 1 ? 0 : t * (1 - share);
        }

        if (place >= 0 && place < target.Length)
        {
            target[(int)place] += share;
        }
    }

    private readonly Span<double> Read(int slot, nint start, double* buffer)
    {
        int count = (int)nint.Min(BlockLength, Length - start);
        double* elements = memory->Read(slot, *cursor, start, count, buffer);
        if (elements != buffer)
        {
            new Span<double>(elements, count).CopyTo(new Span<double>(buffer, count));
        }

        return new(buffer, count);
    }

    /// <summary>x ln y, 0 where x is.</summary>
    private static double Times(double x, double y) => x == 0 ? 0 : x * Math.Log(y);
}
