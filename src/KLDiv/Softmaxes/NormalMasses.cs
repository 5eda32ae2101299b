using System.Runtime.CompilerServices;
using KLDiv.Simd;

namespace KLDiv.Softmaxes;

/// <summary>The masses of a normal density between neighbouring edges, in units in which the mass within the outer edges does not vanish.</summary>
/// <remarks>
/// <para>
/// With z the distance of an edge from the mean over s √2, and n that of the outer edge nearest to a mean outside the edges, else 0, an edge has
/// F = erfcx(z) e^(n² - z²), and a bin on one side of the mean |F_k - F_k+1|, across it 2 - F_k - F_k+1. Distances count from that outer edge, so nothing cancels,
/// however far the mean is; and the farther edge's F comes from the nearer one's by the width of the bin, so the masses of the tails keep their digits.
/// A narrow bin has the integral of a Taylor series around its middle.
/// </para>
/// <para>
/// erfcx(z) = e^(z²) erfc z is a polynomial of y = (z - 3.75) / (z + 3.75) over 1 + 2 z (M. M. Shepherd and J. G. Laframboise, Mathematics of Computation 36, 1981), here of degree 22,
/// fitted to 1.7e-16.
/// </para>
/// </remarks>
internal static unsafe class NormalMasses<TVector>
    where TVector : unmanaged, IVector<TVector, double>
{
    /// <summary>The bins of a tile.</summary>
    private const int Tile = 128;

    private const int MostLanes = 8;

    /// <summary>Beyond these distances nothing changes; their squares, or those of twice the distance, are finite.</summary>
    private const double Farthest = 1e150, FarthestOfPolynomial = 1e100;

    /// <summary>A bin this narrow, for its distance from the mean, has the mass that the density in its middle and two more terms give.</summary>
    private const double Narrow = 2e-3;

    private const double InverseRootOfPi = 0.5641895835477563;

    /// <summary>The coefficients of (1 + 2 z) erfcx(z) in y, ascending.</summary>
    private static ReadOnlySpan<double> ScaledErfcInY =>
    [
        1.23751263083782758, -0.140240598585545209, 0.00358541548546630691, 0.08227673848999159,
        -0.108803930141939147, 0.0923043211643561598, -0.0586933985844918477, 0.0283622773713700457,
        -0.00974657962081509014, 0.00175562616922767209, 0.000293714087772276824, -0.000290155365639471284,
        0.0000516473712387183769, 0.0000223875927253476892, -0.0000114396152600759497, -9.79297529099822918e-7,
        1.74385774113591811e-6, -5.08169118116981883e-8, -2.49965380374052424e-7, 1.87785011564687965e-8,
        3.25649908379851293e-8, -1.95279016297483689e-9, -2.72939413325338551e-9,
    ];

    /// <summary>Writes the masses of a stretch of bins.</summary>
    /// <param name="density">The density.</param>
    /// <param name="edges">The edges, one more than there are bins.</param>
    /// <param name="bins">How many bins there are.</param>
    /// <param name="masses">Where they go.</param>
    [SkipLocalsInit]
    public static void Fill(in NormalDensity density, double* edges, int bins, double* masses)
    {
        double* room = stackalloc double[EdgeValues.Room];
        for (int start = 0; start < bins; start += Tile)
        {
            int count = Math.Min(Tile, bins - start);
            EdgeValues values = new(room);
            Evaluate(density, edges + start, count + 1, values);
            Subtract(density, edges + start, values, count, masses + start);
        }
    }

    /// <summary>What is known of each edge.</summary>
    private readonly struct EdgeValues(double* room)
    {
        private const int Length = Tile + 1 + MostLanes;

        public const int Room = 3 * Length;

        /// <summary>Distances from the mean in units of s √2, negative below it.</summary>
        public double* Places => room;

        /// <summary>erfcx of the distances without their signs.</summary>
        public double* Scaled => room + Length;

        /// <summary>e^(n² - z²).</summary>
        public double* Densities => room + (2 * Length);
    }

    private static void Evaluate(in NormalDensity density, double* edges, int count, in EdgeValues values)
    {
        TVector origin = TVector.Create(density.Origin), scale = TVector.Create(density.Scale), nearest = TVector.Create(density.Nearest);
        for (int i = 0; i < count; i += TVector.Count)
        {
            TVector beyond = Clamped((Load(edges + i, count - i) - origin) / scale), place = beyond + nearest;
            TVector.Store(place, values.Places + i);
            TVector.Store(ScaledErfc(Absolute(place)), values.Scaled + i);
            TVector.Store(Exponential.OfModest<TVector, double>(-(beyond * (place + nearest))), values.Densities + i);
        }
    }

    private static void Subtract(in NormalDensity density, double* edges, in EdgeValues values, int count, double* masses)
    {
        TVector scale = TVector.Create(density.Scale), zero = TVector.Create(0), half = TVector.Create(0.5), one = TVector.Create(1), two = TVector.Create(2);
        for (int i = 0; i < count; i += TVector.Count)
        {
            TVector low = TVector.Load(values.Places + i), high = TVector.Load(values.Places + i + 1);
            TVector lowDensity = TVector.Load(values.Densities + i), highDensity = TVector.Load(values.Densities + i + 1);
            TVector lowScaled = TVector.Load(values.Scaled + i), highScaled = TVector.Load(values.Scaled + i + 1);
            TVector width = Clamped((Load(edges + i + 1, count - i) - Load(edges + i, count - i)) / scale);

            TVector isAbove = TVector.Less(Absolute(low), Absolute(high));
            TVector nearer = TVector.Select(isAbove, Absolute(low), Absolute(high));
            TVector shrunk = Exponential.OfModest<TVector, double>(-(width * (nearer + nearer + width)));
            TVector oneSided = TVector.Select(isAbove, lowDensity, highDensity)
                * (TVector.Select(isAbove, lowScaled, highScaled) - (TVector.Select(isAbove, highScaled, lowScaled) * shrunk));
            TVector across = two - (lowScaled * lowDensity) - (highScaled * highDensity);
            TVector mass = TVector.Select(TVector.Both(TVector.Less(low, zero), TVector.Less(zero, high)), across, oneSided);

            TVector h = width * half, middle = low + h;
            TVector isNarrow = TVector.Less(h * (one + Absolute(middle)), TVector.Create(Narrow));
            Store(TVector.Select(isNarrow, OfNarrow(middle, h, lowDensity, h * (low + middle)), mass), masses + i, count - i);
        }
    }

    /// <summary>The integral of a Taylor series around the middle.</summary>
    /// <param name="middle">The middle.</param>
    /// <param name="h">Half of the width.</param>
    /// <param name="lowDensity">The density at the lower edge.</param>
    /// <param name="x">middle² less the square of the lower edge: small.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector OfNarrow(TVector middle, TVector h, TVector lowDensity, TVector x)
    {
        TVector h2 = h * h, zh2 = middle * middle * h2;
        TVector second = ((TVector.Create(4) * zh2) - (TVector.Create(2) * h2)) * TVector.Create(1.0 / 6);
        TVector fourth = ((TVector.Create(16) * zh2 * zh2) - (TVector.Create(48) * zh2 * h2) + (TVector.Create(12) * h2 * h2)) * TVector.Create(1.0 / 120);
        TVector shrunk = Polynomial(-x, [1, 1, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120]);
        return TVector.Create(4 * InverseRootOfPi) * h * lowDensity * shrunk * (TVector.Create(1) + second + fourth);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector ScaledErfc(TVector z)
    {
        z = TVector.AtMost(TVector.Create(FarthestOfPolynomial), z);
        TVector middle = TVector.Create(3.75);
        return Polynomial((z - middle) / (z + middle), ScaledErfcInY) / (z + z + TVector.Create(1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Polynomial(TVector x, ReadOnlySpan<double> ascending)
    {
        TVector sum = TVector.Create(ascending[^1]);
        for (int i = ascending.Length - 2; i >= 0; i--)
        {
            sum = TVector.MultiplyAdd(sum, x, TVector.Create(ascending[i]));
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Absolute(TVector value) => TVector.AtLeast(-value, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Clamped(TVector value) => TVector.AtMost(TVector.Create(Farthest), TVector.AtLeast(TVector.Create(-Farthest), value));

    /// <summary>A vector of which the memory may hold a part; the last element stands for what is not there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Load(double* source, int count) => count >= TVector.Count ? TVector.Load(source) : LoadPart(source, count);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TVector LoadPart(double* source, int count)
    {
        double* copy = stackalloc double[MostLanes];
        for (int i = 0; i < TVector.Count; i++)
        {
            copy[i] = source[Math.Min(i, count - 1)];
        }

        return TVector.Load(copy);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TVector value, double* destination, int count)
    {
        if (count >= TVector.Count)
        {
            TVector.Store(value, destination);
            return;
        }

        double* copy = stackalloc double[MostLanes];
        TVector.Store(value, copy);
        new ReadOnlySpan<double>(copy, count).CopyTo(new Span<double>(destination, count));
    }
}
