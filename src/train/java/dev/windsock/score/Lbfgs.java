package dev.windsock.score;

/**
 * Finds the minimum of a smooth convex function by the limited-memory method of Broyden, Fletcher,
 * Goldfarb and Shanno (J. Nocedal, Updating quasi-Newton matrices with limited storage, 1980) with
 * backtracking. One thread, fixed order: the same function gives the same bits.
 */
final class Lbfgs {
  private static final int MEMORY = 10;
  private static final double ENOUGH = 1e-4;

  /** A function with its gradient. */
  interface Function {
    /** The value at a point; fills in the gradient there. */
    double at(double[] point, double[] gradient);
  }

  private Lbfgs() {}

  /** Goes downhill from a point, which is changed, for so many steps or until it is flat. */
  static void minimize(Function function, double[] point, int steps) {
    int n = point.length;
    double[] gradient = new double[n];
    double[][] moves = new double[MEMORY][];
    double[][] turns = new double[MEMORY][];
    double[] rho = new double[MEMORY];
    int kept = 0;
    double value = function.at(point, gradient);
    for (int step = 0; step < steps; step++) {
      double[] direction = direction(gradient, moves, turns, rho, kept);
      double slope = dot(direction, gradient);
      double length = step == 0 ? 1 / Math.max(1, StrictMath.sqrt(dot(gradient, gradient))) : 1;
      double[] next = new double[n];
      double[] nextGradient = new double[n];
      double nextValue = Double.POSITIVE_INFINITY;
      for (int tries = 0; tries < 30; tries++) {
        for (int i = 0; i < n; i++) {
          next[i] = point[i] + length * direction[i];
        }
        nextValue = function.at(next, nextGradient);
        if (nextValue <= value + ENOUGH * length * slope) {
          break;
        }
        length /= 2;
      }
      if (!(nextValue < value)) {
        return;
      }
      double[] move = new double[n];
      double[] turn = new double[n];
      for (int i = 0; i < n; i++) {
        move[i] = next[i] - point[i];
        turn[i] = nextGradient[i] - gradient[i];
      }
      double curve = dot(move, turn);
      if (curve > 1e-12) {
        moves[kept % MEMORY] = move;
        turns[kept % MEMORY] = turn;
        rho[kept % MEMORY] = 1 / curve;
        kept++;
      }
      boolean flat = value - nextValue < 1e-7 * Math.abs(nextValue);
      System.arraycopy(next, 0, point, 0, n);
      System.arraycopy(nextGradient, 0, gradient, 0, n);
      value = nextValue;
      if (flat) {
        return;
      }
    }
  }

  private static double[] direction(
      double[] gradient, double[][] moves, double[][] turns, double[] rho, int kept) {
    double[] q = gradient.clone();
    int oldest = Math.max(0, kept - MEMORY);
    double[] alpha = new double[MEMORY];
    for (int k = kept - 1; k >= oldest; k--) {
      int i = k % MEMORY;
      alpha[i] = rho[i] * dot(moves[i], q);
      add(q, -alpha[i], turns[i]);
    }
    if (kept > 0) {
      int i = (kept - 1) % MEMORY;
      double scale = 1 / (rho[i] * dot(turns[i], turns[i]));
      for (int j = 0; j < q.length; j++) {
        q[j] *= scale;
      }
    }
    for (int k = oldest; k < kept; k++) {
      int i = k % MEMORY;
      add(q, alpha[i] - rho[i] * dot(turns[i], q), moves[i]);
    }
    for (int j = 0; j < q.length; j++) {
      q[j] = -q[j];
    }
    return q;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void add(double[] to, double times, double[] what) {
    for (int i = 0; i < to.length; i++) {
      to[i] += times * what[i];
    }
  }
}
