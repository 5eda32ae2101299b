namespace KLDiv.Regression.Fitting.Dense;

/// <remarks>
/// Four rows and up to three vectors of C are built at once, in twelve registers: enough sums in flight to keep two multipliers busy, and seven loads
/// for twelve multiplications.
/// </remarks>
internal sealed unsafe partial class DenseKernels<TVector>
{
    private const int TileRows = 4;

    public override void Multiply(
        double* a, nint rowStride, nint innerStride, double* b, double* c, double* start, int rows, int inner, int width)
    {
        int vectors = width / TVector.Count;
        for (int first = 0; first < vectors;)
        {
            // Four are two and two: one alone would leave the multipliers waiting.
            int take = vectors - first is 1 or 2 or 4 ? Math.Min(2, vectors - first) : 3;
            int column = first * TVector.Count;
            Stripe stripe = new(a, rowStride, innerStride, b + column, c + column, start == null ? null : start + column, rows, inner, width);
            switch (take)
            {
                case 3:
                    stripe.OfThree();
                    break;
                case 2:
                    stripe.OfTwo();
                    break;
                default:
                    stripe.OfOne();
                    break;
            }

            first += take;
        }
    }

    /// <summary>Some columns of C over all its rows.</summary>
    private readonly ref struct Stripe(
        double* a, nint rowStride, nint innerStride, double* b, double* c, double* start, int rows, int inner, int width)
    {
        public void OfThree()
        {
            int row = 0;
            for (; row <= rows - TileRows; row += TileRows)
            {
                FourByThree(a + (row * rowStride), c + ((nint)row * width));
            }

            for (; row < rows; row++)
            {
                OneByThree(a + (row * rowStride), c + ((nint)row * width));
            }
        }

        public void OfTwo()
        {
            int row = 0;
            for (; row <= rows - TileRows; row += TileRows)
            {
                FourByTwo(a + (row * rowStride), c + ((nint)row * width));
            }

            for (; row < rows; row++)
            {
                OneByOne(a + (row * rowStride), b, start, c + ((nint)row * width));
                OneByOne(a + (row * rowStride), b + TVector.Count, start == null ? null : start + TVector.Count, c + ((nint)row * width) + TVector.Count);
            }
        }

        public void OfOne()
        {
            int row = 0;
            for (; row <= rows - TileRows; row += TileRows)
            {
                FourByOne(a + (row * rowStride), c + ((nint)row * width));
            }

            for (; row < rows; row++)
            {
                OneByOne(a + (row * rowStride), b, start, c + ((nint)row * width));
            }
        }

        private void FourByThree(double* left, double* to)
        {
            double* from = start == null ? to : start;
            nint next = start == null ? width : 0;
            TVector s00 = TVector.Load(from), s01 = TVector.Load(from + TVector.Count), s02 = TVector.Load(from + (2 * TVector.Count));
            from += next;
            TVector s10 = TVector.Load(from), s11 = TVector.Load(from + TVector.Count), s12 = TVector.Load(from + (2 * TVector.Count));
            from += next;
            TVector s20 = TVector.Load(from), s21 = TVector.Load(from + TVector.Count), s22 = TVector.Load(from + (2 * TVector.Count));
            from += next;
            TVector s30 = TVector.Load(from), s31 = TVector.Load(from + TVector.Count), s32 = TVector.Load(from + (2 * TVector.Count));
            double* left1 = left + rowStride, left2 = left1 + rowStride, left3 = left2 + rowStride;
            double* right = b;
            nint step = innerStride;
            nint offset = 0;
            for (int k = 0; k < inner; k++, offset += step, right += width)
            {
                TVector b0 = TVector.Load(right), b1 = TVector.Load(right + TVector.Count), b2 = TVector.Load(right + (2 * TVector.Count));
                TVector a0 = TVector.Create(left[offset]);
                s00 = TVector.MultiplyAdd(a0, b0, s00);
                s01 = TVector.MultiplyAdd(a0, b1, s01);
                s02 = TVector.MultiplyAdd(a0, b2, s02);
                TVector a1 = TVector.Create(left1[offset]);
                s10 = TVector.MultiplyAdd(a1, b0, s10);
                s11 = TVector.MultiplyAdd(a1, b1, s11);
                s12 = TVector.MultiplyAdd(a1, b2, s12);
                TVector a2 = TVector.Create(left2[offset]);
                s20 = TVector.MultiplyAdd(a2, b0, s20);
                s21 = TVector.MultiplyAdd(a2, b1, s21);
                s22 = TVector.MultiplyAdd(a2, b2, s22);
                TVector a3 = TVector.Create(left3[offset]);
                s30 = TVector.MultiplyAdd(a3, b0, s30);
                s31 = TVector.MultiplyAdd(a3, b1, s31);
                s32 = TVector.MultiplyAdd(a3, b2, s32);
            }

            StoreThree(s00, s01, s02, to);
            StoreThree(s10, s11, s12, to + width);
            StoreThree(s20, s21, s22, to + (2 * width));
            StoreThree(s30, s31, s32, to + (3 * width));
        }

        private void FourByTwo(double* left, double* to)
        {
            double* from = start == null ? to : start;
            nint next = start == null ? width : 0;
            TVector s00 = TVector.Load(from), s01 = TVector.Load(from + TVector.Count);
            from += next;
            TVector s10 = TVector.Load(from), s11 = TVector.Load(from + TVector.Count);
            from += next;
            TVector s20 = TVector.Load(from), s21 = TVector.Load(from + TVector.Count);
            from += next;
            TVector s30 = TVector.Load(from), s31 = TVector.Load(from + TVector.Count);
            double* left1 = left + rowStride, left2 = left1 + rowStride, left3 = left2 + rowStride;
            double* right = b;
            nint step = innerStride;
            nint offset = 0;
            for (int k = 0; k < inner; k++, offset += step, right += width)
            {
                TVector b0 = TVector.Load(right), b1 = TVector.Load(right + TVector.Count);
                TVector a0 = TVector.Create(left[offset]), a1 = TVector.Create(left1[offset]);
                s00 = TVector.MultiplyAdd(a0, b0, s00);
                s01 = TVector.MultiplyAdd(a0, b1, s01);
                s10 = TVector.MultiplyAdd(a1, b0, s10);
                s11 = TVector.MultiplyAdd(a1, b1, s11);
                TVector a2 = TVector.Create(left2[offset]), a3 = TVector.Create(left3[offset]);
                s20 = TVector.MultiplyAdd(a2, b0, s20);
                s21 = TVector.MultiplyAdd(a2, b1, s21);
                s30 = TVector.MultiplyAdd(a3, b0, s30);
                s31 = TVector.MultiplyAdd(a3, b1, s31);
            }

            StoreTwo(s00, s01, to);
            StoreTwo(s10, s11, to + width);
            StoreTwo(s20, s21, to + (2 * width));
            StoreTwo(s30, s31, to + (3 * width));
        }

        private void FourByOne(double* left, double* to)
        {
            double* from = start == null ? to : start;
            nint next = start == null ? width : 0;
            TVector s0 = TVector.Load(from), s1 = TVector.Load(from + next), s2 = TVector.Load(from + (2 * next)), s3 = TVector.Load(from + (3 * next));
            double* left1 = left + rowStride, left2 = left1 + rowStride, left3 = left2 + rowStride;
            double* right = b;
            nint offset = 0;
            for (int k = 0; k < inner; k++, offset += innerStride, right += width)
            {
                TVector b0 = TVector.Load(right);
                s0 = TVector.MultiplyAdd(TVector.Create(left[offset]), b0, s0);
                s1 = TVector.MultiplyAdd(TVector.Create(left1[offset]), b0, s1);
                s2 = TVector.MultiplyAdd(TVector.Create(left2[offset]), b0, s2);
                s3 = TVector.MultiplyAdd(TVector.Create(left3[offset]), b0, s3);
            }

            TVector.Store(s0, to);
            TVector.Store(s1, to + width);
            TVector.Store(s2, to + (2 * width));
            TVector.Store(s3, to + (3 * width));
        }

        private void OneByThree(double* left, double* to)
        {
            double* from = start == null ? to : start;
            TVector s0 = TVector.Load(from), s1 = TVector.Load(from + TVector.Count), s2 = TVector.Load(from + (2 * TVector.Count));
            double* right = b;
            for (int k = 0; k < inner; k++, right += width)
            {
                TVector factor = TVector.Create(left[k * innerStride]);
                s0 = TVector.MultiplyAdd(factor, TVector.Load(right), s0);
                s1 = TVector.MultiplyAdd(factor, TVector.Load(right + TVector.Count), s1);
                s2 = TVector.MultiplyAdd(factor, TVector.Load(right + (2 * TVector.Count)), s2);
            }

            StoreThree(s0, s1, s2, to);
        }

        private void OneByOne(double* left, double* right, double* first, double* to)
        {
            TVector sum = TVector.Load(first == null ? to : first);
            for (int k = 0; k < inner; k++, right += width)
            {
                sum = TVector.MultiplyAdd(TVector.Create(left[k * innerStride]), TVector.Load(right), sum);
            }

            TVector.Store(sum, to);
        }

        private static void StoreThree(TVector first, TVector second, TVector third, double* to)
        {
            StoreTwo(first, second, to);
            TVector.Store(third, to + (2 * TVector.Count));
        }

        private static void StoreTwo(TVector first, TVector second, double* to)
        {
            TVector.Store(first, to);
            TVector.Store(second, to + TVector.Count);
        }
    }
}
